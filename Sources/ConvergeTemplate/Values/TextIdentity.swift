/// A hash over the code points of a text (FNV-1a, 64 bits, by bytes).
func textHash(_ text: String) -> Int {
  text.utf8.withContiguousStorageIfAvailable(hashed)
    ?? Array(text.utf8).withUnsafeBufferPointer(hashed)
}

private func hashed(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return Int(bitPattern: UInt(truncatingIfNeeded: hash))
}

/// Whether two texts have the same code points; Swift's own equality is that of characters.
@inline(__always)
func isSameText(_ left: String, _ right: String) -> Bool {
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  return left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second in
      areSame(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
    } ?? left.utf8.elementsEqual(right.utf8)
  } ?? left.utf8.elementsEqual(right.utf8)
}

/// Compares eight bytes at a time; both are of one length.
private func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  var position = 0
  while position + 8 <= left.count {
    let first = left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    if first != right.loadUnaligned(fromByteOffset: position, as: UInt64.self) { return false }
    position += 8
  }
  while position < left.count {
    if left[position] != right[position] { return false }
    position += 1
  }
  return true
}
