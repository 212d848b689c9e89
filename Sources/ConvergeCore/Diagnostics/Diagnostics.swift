/// Problems, collected so that a user sees all of them at once; no more than anybody reads.
package struct Diagnostics: Sendable, Equatable {
  /// What comes after so many is not kept, whatever the input makes of it.
  package static let limit = 10_000

  package private(set) var items: [Diagnostic] = []
  /// Also where the error itself was not kept.
  package private(set) var hasErrors = false

  package init() {}

  package mutating func append(_ diagnostic: Diagnostic) {
    hasErrors = hasErrors || diagnostic.severity == .error
    if items.count < Self.limit { items.append(diagnostic) }
  }

  package mutating func append(contentsOf other: Diagnostics) {
    hasErrors = hasErrors || other.hasErrors
    items.append(contentsOf: other.items.prefix(Self.limit - items.count))
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
