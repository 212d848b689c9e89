package import ConvergeCore

/// What may run on this host, whatever manifests say.
///
/// Each demand stands for itself: where digests are named, no other content runs; where signatures
/// are, nothing without one does. Digests are of content as it was fetched or written, before
/// anything in it is changed.
package struct ScriptPolicy: Sendable, Hashable {
  /// nil: any content.
  package var allowedDigests: Set<Digest>?
  package var requiresSignature = false
  package var allowedSigners: AllowedSigners?

  /// One that allows everything.
  package init() {}

  /// Why content may not run; nil where it may.
  ///
  /// - Parameters:
  ///   - name: of the file, or `script`.
  ///   - signer: of the policy's own signers, whoever has signed it.
  package func refusal(of name: String, _ digest: Digest, signedBy signer: String?) -> String? {
    if let allowedDigests, !allowedDigests.contains(digest) {
      return Message.notAllowed(name, digest)
    }
    if requiresSignature, signer == nil { return Message.notSigned(name) }
    return nil
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
