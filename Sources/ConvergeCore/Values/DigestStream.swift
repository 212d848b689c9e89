internal import Crypto

/// The SHA-256 of bytes that come one part after the other.
package struct DigestStream {
  private var hash = SHA256()

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
  }

  /// Of all bytes so far.
  package func finish() -> Digest { Digest(hash.finalize()) }
}
