package import ConvergeCore

/// One attribute that differs.
package struct ChangeReport: ReportedRecord {
  package var attribute = ""
  /// nil where a diff says it.
  package var from: Value?
  package var to: Value?
  /// A unified diff with three lines of context, without file names.
  package var diff: String?
  /// How many lines of a very long diff are not in it.
  package var linesCut: Int?
  package var cause = Cause.unknown
  package var isSensitive: Bool?

  package init() {}

  /// How many lines of a diff a report keeps.
  static let keptLines = 2000

  /// What a view may show of a change: of a content a diff, or digests and sizes where it is binary;
  /// nothing of what is sensitive.
  package init(_ change: Change, cause: Cause) {
    attribute = change.attribute
    self.cause = cause
    if change.isSensitive {
      isSensitive = true
      from = change.from == .null ? .null : .text("(sensitive)")
      to = change.to == .null ? .null : .text("(sensitive)")
      return
    }
    from = change.from.value
    to = change.to.value
    guard let contents = change.contents else { return }
    if let old = text(contents.old), let new = text(contents.new) {
      let lines = UnifiedDiff(from: old, to: new).lines
      from = nil
      to = nil
      diff = lines.prefix(Self.keptLines).joined(separator: "\n")
      linesCut = lines.count > Self.keptLines ? lines.count - Self.keptLines : nil
    } else {
      from = change.from == .null ? .null : binary(contents.old)
      to = change.to == .null ? .null : binary(contents.new)
    }
  }

  static let summary = "One attribute that differs."

  static let fields: [Field<ChangeReport>] = [
    Field("attribute", \.attribute, "The attribute's name; state for existence itself."),
    Field(optional: "from", \.from, "What was observed; null: not there."),
    Field(optional: "to", \.to, "What it will be."),
    Field(optional: "diff", \.diff, "A unified diff instead of the two values."),
    Field(optional: "lines_cut", \.linesCut, "How many lines of a very long diff are left out."),
    Field("cause", \.cause, "Why it differs."),
    Field(optional: "sensitive", \.isSensitive, "True where the values are not shown."),
  ]
}

/// The content as text; nil where it is binary: a NUL byte, or no UTF-8.
private func text(_ bytes: [UInt8]) -> String? {
  bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
}

private func binary(_ bytes: [UInt8]) -> Value {
  .text("\(bytes.count) bytes, \(Digest(of: bytes))")
}
