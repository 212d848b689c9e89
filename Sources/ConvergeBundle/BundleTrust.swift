package import ConvergeSignatures

/// Whose bundles are taken.
package struct BundleTrust: Sendable {
  package var signers: AllowedSigners
  /// A name that one of the patterns in front of the signer's key must match; nil: any.
  package var identity: String?
  package var now: BundleTime

  package init(_ signers: AllowedSigners, identity: String? = nil, at now: BundleTime) {
    self.signers = signers
    self.identity = identity
    self.now = now
  }
}
