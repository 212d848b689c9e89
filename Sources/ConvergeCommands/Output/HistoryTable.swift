internal import ConvergeCore
internal import ConvergeReport

/// Runs as lines with columns; at least one run.
struct HistoryTable {
  private let rows: [Value]
  private let now: Timestamp

  init(_ rows: [Value], now: Timestamp) {
    self.rows = rows
    self.now = now
  }

  /// Who did it, or why it failed.
  private func why(_ row: Value) -> String {
    if let failure = row["failure"]?.text { return failure.visible }
    guard let process = row["actor"]?["process"]?.text, !process.isEmpty else { return "" }
    let user = row["actor"]?["user"]?.text.map { " (\($0))" } ?? ""
    return "by \(process)\(user)".visible
  }

  var text: String {
    let cells = rows.map { row in
      let when = row["started"]?.text.flatMap(Timestamp.init)?.ago(at: now) ?? ""
      let words = (row["result"]?.text ?? "").replacing("_", with: " ")
      let changes = (row["changes"]?.list ?? []).compactMap(\.text).joined(separator: ", ")
      return [
        row["run"]?.text ?? "", row["verb"]?.text ?? "", row["manifest"]?.text ?? "", words,
        row["cause"]?.text ?? "", changes, why(row), when,
      ]
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].columns }.max() ?? 0 }
    return cells.map { row in
      let filled = zip(row, widths).filter { $0.1 > 0 }.map { text, width in
        text + String(repeating: " ", count: width - text.columns)
      }
      var line = filled.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
