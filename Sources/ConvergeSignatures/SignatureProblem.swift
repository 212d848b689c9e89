/// Why a key or a signature is no good.
package struct SignatureProblem: Error, Sendable, Hashable {
  /// Lower case, no full stop.
  package let message: String

  /// - Parameter message: lower case, no full stop.
  package init(_ message: String) { self.message = message }
}
