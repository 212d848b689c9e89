/// Why a bundle is no good.
package struct BundleRefusal: Error, Sendable, Hashable {
  package enum Reason: String, Sendable {
    /// It is no archive, or not one as we write it.
    case damaged
    /// It ends too early.
    case truncated
    /// It goes on behind its end.
    case trailing
    case tooLarge = "too_large"
    case tooMany = "too_many"
    /// The signature is missing, no good, or nobody's who may sign.
    case signature
    /// The header is signed, and no header.
    case header
    /// A member that must not be: a link, a device, a directory.
    case type
    /// A path that leads outside, or has what no path may have.
    case path
    /// A member's mode is not one of the two that there are.
    case mode
    /// Two members of one path.
    case duplicate
    /// The members are not those of the header.
    case mismatch
    /// It has expired.
    case expired
    /// An older version than was accepted before, or the same with other content.
    case replay
    /// Another bundle than the one that was accepted before.
    case name
  }

  package let reason: Reason
  /// Lower case, no full stop.
  package let message: String

  package init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}
