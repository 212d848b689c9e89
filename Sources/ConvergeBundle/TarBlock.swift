/// The 512 bytes in front of a member of a tar archive (POSIX.1-1988, ustar), of the one shape in
/// which we write it.
enum TarBlock {
  static let size = 512
  /// Of the two members in front, and of the directory that all others are in.
  static let headerName = "header.json"
  static let signatureName = "header.json.sig"
  static let folder = "files/"

  static let zero = [UInt8](repeating: 0, count: size)

  /// The block; nil where the path has no room in it.
  ///
  /// Nothing in it depends on who writes it, or when: owner and time are 0.
  static func header(path: String, isExecutable: Bool, sizeBytes: Int) -> [UInt8]? {
    guard let (prefix, name) = split(path) else { return nil }
    var block = zero
    func put(_ bytes: some Sequence<UInt8>, at place: Int) {
      for (index, byte) in bytes.enumerated() { block[place + index] = byte }
    }
    put(name, at: 0)
    put(octal(isExecutable ? 0o755 : 0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(sizeBytes, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    block[156] = UInt8(ascii: "0")
    put("ustar\u{0}00".utf8, at: 257)
    put(octal(0, digits: 7), at: 329)
    put(octal(0, digits: 7), at: 337)
    put(prefix, at: 345)
    put(octal(checksum(of: block[...]), digits: 6) + [0, UInt8(ascii: " ")], at: 148)
    return block
  }

  /// The sum of all bytes, those of the sum itself counting as spaces.
  static func checksum(of block: ArraySlice<UInt8>) -> Int {
    var sum = 0
    for (index, byte) in block.enumerated() {
      sum += (148..<156).contains(index) ? 0x20 : Int(byte)
    }
    return sum
  }

  /// A path in the two fields that it has room in: the first slash that lets both fit.
  static func split(_ path: String) -> (prefix: [UInt8], name: [UInt8])? {
    let bytes = Array(path.utf8)
    if bytes.count <= BundleLimits.nameBytes { return ([], bytes) }
    for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "/") {
      let name = bytes.count - place - 1
      guard place <= BundleLimits.prefixBytes else { return nil }
      if name <= BundleLimits.nameBytes, name > 0 {
        return (Array(bytes[..<place]), Array(bytes[(place + 1)...]))
      }
    }
    return nil
  }

  /// How many zero bytes follow content up to the next block.
  static func padding(behind sizeBytes: Int) -> Int { (size - sizeBytes % size) % size }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
  }
}
