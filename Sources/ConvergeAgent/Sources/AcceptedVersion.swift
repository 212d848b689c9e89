package import ConvergeBundle
package import ConvergeCore

/// What was taken of a source, and is in force until something newer is.
package struct AcceptedVersion: Sendable, Equatable {
  package enum Origin: Sendable, Equatable {
    case bundle(name: String, version: Int64, expires: BundleTime)
    /// With the time of the commit, in seconds since 1970.
    case commit(String, seconds: Int64)
  }

  package let origin: Origin
  /// Of all that is in it: of a bundle its header's, of a commit that of its files.
  package let digest: Digest
  /// As the allowed signers name whoever has signed it; nil where nobody had to.
  package let signer: String?
  package let fetched: BundleTime
  /// By which a server knows it again.
  package let tag: String?

  package init(
    origin: Origin, digest: Digest, signer: String?, fetched: BundleTime, tag: String? = nil
  ) {
    self.origin = origin
    self.digest = digest
    self.signer = signer
    self.fetched = fetched
    self.tag = tag
  }

  /// The same as it came once more: by the tag and the signer that it has now.
  func seen(again offer: AcceptedVersion) -> AcceptedVersion {
    AcceptedVersion(
      origin: origin, digest: digest, signer: offer.signer, fetched: fetched, tag: offer.tag)
  }

  /// As people call it: `version 7 of web`, `commit 0123456789ab`.
  package var name: String {
    switch origin {
    case .bundle(let name, let version, _): "version \(version) of \(name)"
    case .commit(let commit, _): "commit \(commit.prefix(12))"
    }
  }
}
