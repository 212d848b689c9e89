/// Problems, collected so that a user sees all of them at once.
package struct Diagnostics: Sendable, Equatable {
  package private(set) var items: [Diagnostic] = []

  package init() {}

  package var hasErrors: Bool { items.contains { $0.severity == .error } }

  package mutating func append(_ diagnostic: Diagnostic) { items.append(diagnostic) }

  package mutating func append(contentsOf other: Diagnostics) {
    items.append(contentsOf: other.items)
  }

  /// Reports an error.
  package mutating func error(
    _ message: String, at place: Place?, hint: String? = nil, related: [Diagnostic.Related] = []
  ) {
    append(Diagnostic(.error, message, at: place, hint: hint, related: related))
  }

  /// Reports a warning.
  package mutating func warning(_ message: String, at place: Place?, hint: String? = nil) {
    append(Diagnostic(.warning, message, at: place, hint: hint))
  }
}
