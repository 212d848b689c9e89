/// A member of an archive, as its block tells of it.
struct TarEntry {
  let path: String
  let isExecutable: Bool
  let sizeBytes: Int

  /// Reads a block.
  ///
  /// - Throws: `BundleRefusal` where it is of anything but a regular file, or not written as we do.
  init(_ block: ArraySlice<UInt8>, at offset: Int) throws(BundleRefusal) {
    let start = block.startIndex
    func field(_ place: Int, _ length: Int) -> ArraySlice<UInt8> {
      block[(start + place)..<(start + place + length)].prefix { $0 != 0 }
    }
    guard field(257, 5).elementsEqual("ustar".utf8),
      Self.octal(field(148, 8)) == TarBlock.checksum(of: block)
    else { throw BundleRefusal(.damaged, Message.damaged(offset)) }
    let prefix = field(345, 155)
    let parts = prefix.isEmpty ? [] : Array(prefix) + [UInt8(ascii: "/")]
    guard let path = String(validating: parts + field(0, 100), as: UTF8.self) else {
      throw BundleRefusal(.path, Message.noText(offset))
    }
    let shown = String(String.UnicodeScalarView(path.unicodeScalars.prefix(200)))
    let type = block[start + 156]
    guard type == UInt8(ascii: "0") else {
      throw BundleRefusal(.type, Message.type(shown, Self.name(of: type)))
    }
    guard let mode = Self.octal(field(100, 8)) else {
      throw BundleRefusal(.damaged, Message.damaged(offset))
    }
    guard mode & 0o7000 == 0 else { throw BundleRefusal(.mode, Message.special(shown)) }
    guard mode == 0o644 || mode == 0o755 else {
      throw BundleRefusal(.mode, Message.mode(shown, String(mode, radix: 8)))
    }
    guard let size = Self.octal(field(124, 12)) else {
      throw BundleRefusal(.tooLarge, Message.size(shown))
    }
    self.path = path
    isExecutable = mode == 0o755
    sizeBytes = size
  }

  /// Whether the block is the only one that we would write for this.
  func isWritten(as block: ArraySlice<UInt8>) -> Bool {
    TarBlock.header(path: path, isExecutable: isExecutable, sizeBytes: sizeBytes)?
      .elementsEqual(block) ?? false
  }

  /// A number as text, up to the first space.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.prefix { $0 != UInt8(ascii: " ") }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }

  private static func name(of type: UInt8) -> String {
    switch type {
    case UInt8(ascii: "1"): "a hard link"
    case UInt8(ascii: "2"): "a symbolic link"
    case UInt8(ascii: "3"): "a character device"
    case UInt8(ascii: "4"): "a block device"
    case UInt8(ascii: "5"): "a directory"
    case UInt8(ascii: "6"): "a named pipe"
    case UInt8(ascii: "S"): "a sparse file"
    case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
      "an extended header"
    default: "of no type that is known"
    }
  }
}

private enum Message {
  static func damaged(_ offset: Int) -> String {
    "the archive is damaged at byte \(offset), or is no tar archive"
  }
  static func noText(_ offset: Int) -> String { "the path at byte \(offset) is not UTF-8" }
  static func type(_ path: String, _ type: String) -> String {
    "the member '\(path)' is \(type), and a bundle has only regular files"
  }
  static func special(_ path: String) -> String {
    "the member '\(path)' has a setuid, setgid or sticky bit"
  }
  static func mode(_ path: String, _ mode: String) -> String {
    "the member '\(path)' has the mode \(mode), and a bundle knows 644 and 755"
  }
  static func size(_ path: String) -> String { "the size of the member '\(path)' is no size" }
}
