internal import ConvergeCore

/// How much a bundle may have; whoever writes one and whoever reads one hold it to the same.
package enum BundleLimits {
  /// Of the whole file.
  package static let fileBytes = 96 << 20
  /// Of all members' content together.
  package static let contentBytes = ModuleContent.sizeLimitBytes
  package static let members = ModuleContent.fileLimit
  package static let headerBytes = 8 << 20
  package static let signatureBytes = 16 << 10
  /// What a ustar header has room for: so much in the last part of a path, and before it.
  static let nameBytes = 100
  static let prefixBytes = 155
}
