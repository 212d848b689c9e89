/// Text as DOS writes it, made plain: no CR before LF, no byte-order mark.
enum DOSText {
  /// Whether a file is text by its name.
  static func isText(named name: String) -> Bool {
    [".sh", ".txt", ".py", ".pl"].contains { name.hasSuffix($0) }
  }

  /// Whether bytes are a script: there is a `#!` in the first 64.
  static func isScript(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(64)
    return zip(head, head.dropFirst()).contains {
      $0 == UInt8(ascii: "#") && $1 == UInt8(ascii: "!")
    }
  }

  /// Without CR before LF, and without a byte-order mark of UTF-8.
  static func converted(_ bytes: [UInt8]) -> [UInt8] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    for (index, byte) in zip(text.indices, text) {
      let isBeforeLF = index + 1 < text.endIndex && text[index + 1] == UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\r"), isBeforeLF { continue }
      plain.append(byte)
    }
    return plain
  }
}
