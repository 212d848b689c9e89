/// One thing that is wrong, or odd, in what a user wrote, with its place and what would be right.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable { case error, warning, note }

  /// A second place that belongs to the same problem.
  package struct Related: Hashable, Sendable {
    package let message: String
    package let place: Place
    package init(_ message: String, at place: Place) {
      self.message = message.brief
      self.place = place
    }
  }

  package let severity: Severity
  /// What is wrong: lower case, no full stop, the user's own text in single quotes.
  package let message: String
  package let place: Place?
  /// What would be right, shown behind the underline.
  package let hint: String?
  package let related: [Related]
  /// Whether the line that it stands in is never shown: it may hold a secret.
  package let hidesLine: Bool

  package init(
    _ severity: Severity = .error, _ message: String, at place: Place?, hint: String? = nil,
    related: [Related] = [], hidesLine: Bool = false
  ) {
    self.severity = severity
    self.message = message.brief
    self.place = place
    self.hint = hint?.brief
    self.related = related
    self.hidesLine = hidesLine
  }
}

extension String {
  /// Its beginning and end, where it is longer than anybody reads: a user's own text may be.
  fileprivate var brief: String {
    guard utf8.count > 1_000 else { return self }
    return "\(String(unicodeScalars.prefix(400)))…\(String(unicodeScalars.suffix(400)))"
  }
}
