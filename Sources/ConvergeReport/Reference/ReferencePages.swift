package import ConvergeCore

/// The generated part of `docs/reference`: what every kind's declaration says.
package struct ReferencePages {
  private let kinds: [Kind]

  package init(_ kinds: [Kind]) {
    self.kinds = kinds.sorted { ($0.phase, $0.name) < ($1.phase, $1.name) }
  }

  /// For a terminal: one line for each kind.
  package var overview: String {
    let width = kinds.map(\.name.count).max() ?? 0
    return kinds.map { "  \($0.name.padded(to: width))  \($0.summary)" }.joined(separator: "\n")
      + "\n"
  }

  /// `README.md`: the kinds in the order of their phases.
  package var index: String {
    let rows = kinds.map { kind in
      let words = kind.words.map { "`\($0.word)`" }.joined(separator: " ")
      let page = "[`\(kind.name)`](\(kind.name).md)"
      return "| \(page) | `\(kind.section)` | \(words.isEmpty ? "–" : words) | \(kind.summary) |"
    }
    return """
      # Reference

      Generated from the kinds' own declarations by `make docs`; `converge explain` prints the same.
      What every resource accepts besides is in [every-resource.md](every-resource.md); what is known of
      a host, in [facts.md](facts.md); what expressions can name and call, in
      [expressions.md](expressions.md); and a JSON Schema of it all, [for
      editors](../command-line.md#in-an-editor), in [manifest.schema.json](manifest.schema.json).

      | kind | section | words | what it is |
      | --- | --- | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }

  /// The pages of the kinds, by file name.
  ///
  /// - Parameter written: the page that a kind's folder has, by the kind's name.
  package func pages(written: [String: String]) -> [(name: String, text: String)] {
    kinds.map { kind in
      let page = written[kind.name] ?? "# \(kind.name)\n\n\(kind.summary)\n"
      return ("\(kind.name).md", page.trimmedEnd + "\n\n" + table(of: kind))
    }
  }

  private func table(of kind: Kind) -> String {
    let rows = rows(of: kind.attributes, prefix: "")
    return """
      ## All attributes

      Generated from the kind's declaration. An attempt may take \(kind.timeout.shown) unless \
      `timeout` says otherwise.

      | attribute | type | default | on a change | when released | meaning |
      | --- | --- | --- | --- | --- | --- |
      \(rows.joined(separator: "\n"))

      """
  }

  private func rows(of specs: [AttributeSpec], prefix: String) -> [String] {
    specs.flatMap { spec in
      let name = prefix + spec.name
      let cells = [
        "`\(name)`", cell(spec.type.name), spec.defaultText.map { "`\(cell($0))`" } ?? "–",
        spec.onChange.rawValue, spec.onRelease.rawValue, cell(spec.summary),
      ]
      return ["| \(cells.joined(separator: " | ")) |"]
        + rows(of: spec.type.fields, prefix: "\(name).")
    }
  }

  private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
