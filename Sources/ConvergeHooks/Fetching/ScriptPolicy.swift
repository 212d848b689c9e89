package import ConvergeCore
package import ConvergeSignatures

/// What may run on this host, whatever manifests say.
///
/// Each demand stands for itself: where digests are named, no other content runs; where signatures
/// are, nothing without one does. Digests are of content as it was fetched or written, before
/// anything in it is changed.
package struct ScriptPolicy: Sendable, Hashable {
  /// Why content may not run.
  package struct Refusal: Sendable, Equatable {
    /// Whether it is for want of a signature alone: the content itself is allowed.
    package let isUnsigned: Bool
    package let because: String
  }

  /// nil: any content.
  package var allowedDigests: Set<Digest>?
  package var requiresSignature = false
  package var allowedSigners: AllowedSigners?

  /// One that allows everything.
  package init() {}

  /// What both allow.
  package func narrowed(by other: ScriptPolicy) -> ScriptPolicy {
    var both = self
    if let allowed = other.allowedDigests {
      both.allowedDigests = allowedDigests?.intersection(allowed) ?? allowed
    }
    both.requiresSignature = requiresSignature || other.requiresSignature
    return both
  }

  /// Why content may not run; nil where it may.
  ///
  /// - Parameters:
  ///   - name: of the file, or `script`.
  ///   - signer: of the policy's own signers, whoever has signed it.
  package func refusal(of name: String, _ digest: Digest, signedBy signer: String?) -> Refusal? {
    if let allowedDigests, !allowedDigests.contains(digest) {
      return Refusal(isUnsigned: false, because: Message.notAllowed(name, digest))
    }
    guard requiresSignature, signer == nil else { return nil }
    return Refusal(isUnsigned: true, because: Message.notSigned(name))
  }
}

private enum Message {
  static func notAllowed(_ name: String, _ digest: Digest) -> String {
    "the policy of this host does not allow '\(name)': its SHA-256 is \(digest.hexadecimal)"
  }
  static func notSigned(_ name: String) -> String {
    "the policy of this host asks for a signature by an allowed signer, and '\(name)' has none"
  }
}
