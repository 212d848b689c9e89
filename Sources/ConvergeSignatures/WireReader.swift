/// Reads the fields of OpenSSH's binary formats (RFC 4251, section 5); nothing is read past the end.
struct WireReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// So many bytes; nil where there are fewer.
  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// A number of four bytes, the largest first.
  mutating func number() -> UInt32? {
    bytes(4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// Bytes behind their number.
  mutating func string() -> [UInt8]? {
    number().flatMap { bytes(Int($0)) }
  }

  /// A string as it is written.
  static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let count = UInt32(clamping: bytes.count)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + Array(bytes)
  }
}
