internal import ConvergeCore
internal import ConvergeReport

/// How much is told of the problems of manifests.
struct ProblemAmount {
  /// Whether warnings are passed over where there is no error.
  var isQuiet = false
  /// Whether notes are told too, which say what is right as it is, and every problem: a text that
  /// is no manifest at all has one in each line.
  var isAll = false

  private static let limit = 100

  fileprivate var limit: Int { isAll ? .max : Self.limit }
}

extension Diagnostics {
  /// Writes the problems to standard error, notes only beside an error.
  func tell(in texts: [String: [UInt8]], _ color: ColorOption, _ amount: ProblemAmount) {
    if amount.isQuiet, !hasErrors { return }
    var told = Diagnostics()
    for item in items where item.severity != .note || hasErrors || amount.isAll {
      told.append(item)
    }
    let style = color.style(for: .error)
    Console.error.write(
      ProblemText(told, sources: texts, style: style, limit: amount.limit).text)
  }
}
