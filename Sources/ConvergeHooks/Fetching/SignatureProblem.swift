/// Why a key or a signature is no good.
package struct SignatureProblem: Error, Sendable, Hashable {
  /// Lower case, no full stop.
  package let message: String

  init(_ message: String) { self.message = message }
}
