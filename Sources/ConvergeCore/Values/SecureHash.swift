internal import Crypto

/// Digests as bytes, for algorithms that are built of them.
package enum SecureHash: Sendable {
  case sha256
  case sha512

  /// How many bytes a digest has.
  package var sizeBytes: Int { self == .sha256 ? 32 : 64 }

  /// The digest of `bytes`.
  package func digest(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha256: bytes.withUnsafeBytes { Array(SHA256.hash(data: $0)) }
    case .sha512: bytes.withUnsafeBytes { Array(SHA512.hash(data: $0)) }
    }
  }
}
