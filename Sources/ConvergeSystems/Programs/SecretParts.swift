/// Finds in what a program said whatever it has of its secrets: all of one, a line of a key, the
/// password out of an address.
struct SecretParts {
  /// From so many bytes on a part is one that must not be shown.
  private static let partSize = 6

  /// Every run of so many bytes in the secrets, packed into one number each.
  private var parts: Set<UInt64> = []
  /// What is shorter is found only as a whole.
  private var short: [[UInt8]] = []

  init(_ secrets: [String]) {
    for secret in secrets.map({ Array($0.utf8) }) where !secret.isEmpty {
      if secret.count < Self.partSize {
        short.append(secret)
      } else {
        Self.forEachPart(of: secret) { _, part in parts.insert(part) }
      }
    }
    short.sort { $0.count > $1.count }
  }

  private static func forEachPart(of bytes: [UInt8], _ body: (Int, UInt64) -> Void) {
    let mask: UInt64 = 1 << (8 * UInt64(partSize)) - 1
    var part: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      part = (part << 8 | UInt64(byte)) & mask
      if index >= partSize - 1 { body(index - partSize + 1, part) }
    }
  }

  /// The same with `(sensitive)` in the place of each.
  func hidden(in bytes: [UInt8]) -> [UInt8] {
    guard !parts.isEmpty || !short.isEmpty else { return bytes }
    var isSecret = [Bool](repeating: false, count: bytes.count)
    Self.forEachPart(of: bytes) { start, part in
      guard parts.contains(part) else { return }
      for index in start..<start + Self.partSize { isSecret[index] = true }
    }
    for start in bytes.indices {
      for secret in short where bytes[start...].starts(with: secret) {
        for index in start..<start + secret.count { isSecret[index] = true }
      }
    }
    var shown: [UInt8] = []
    for index in bytes.indices {
      if !isSecret[index] {
        shown.append(bytes[index])
      } else if index == 0 || !isSecret[index - 1] {
        shown += "(sensitive)".utf8
      }
    }
    return shown
  }
}
