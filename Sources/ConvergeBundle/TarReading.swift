/// Goes through an archive in memory, a member at a time; nothing is written anywhere.
struct TarReading {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next member with its content; nil at the archive's end, behind which nothing is.
  ///
  /// - Parameter limitBytes: of its content.
  mutating func next(
    limitBytes: Int
  ) throws(BundleRefusal) -> (entry: TarEntry, content: ArraySlice<UInt8>)? {
    let block = try take(TarBlock.size)
    if block.elementsEqual(TarBlock.zero) {
      guard try take(TarBlock.size).elementsEqual(TarBlock.zero) else {
        throw BundleRefusal(.damaged, Message.end)
      }
      guard offset == bytes.count else {
        throw BundleRefusal(.trailing, Message.trailing(bytes.count - offset))
      }
      return nil
    }
    let start = offset - TarBlock.size
    let entry = try TarEntry(block, at: start)
    if entry.path != TarBlock.headerName, entry.path != TarBlock.signatureName {
      try Self.requireInside(entry.path)
    }
    guard entry.sizeBytes <= limitBytes else {
      throw BundleRefusal(.tooLarge, Message.large(entry.path, entry.sizeBytes, limitBytes))
    }
    guard entry.isWritten(as: block) else {
      throw BundleRefusal(.damaged, Message.other(entry.path))
    }
    let content = try take(entry.sizeBytes)
    guard try take(TarBlock.padding(behind: entry.sizeBytes)).allSatisfy({ $0 == 0 }) else {
      throw BundleRefusal(.damaged, Message.padding(entry.path))
    }
    return (entry, content)
  }

  private static func requireInside(_ path: String) throws(BundleRefusal) {
    let inside =
      path.hasPrefix(TarBlock.folder) ? String(path.dropFirst(TarBlock.folder.count)) : path
    if let refusal = BundleMember.refusal(ofPath: inside) { throw refusal }
    guard path.hasPrefix(TarBlock.folder) else {
      throw BundleRefusal(.path, Message.elsewhere(path))
    }
  }

  private mutating func take(_ count: Int) throws(BundleRefusal) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else {
      throw BundleRefusal(.truncated, Message.truncated(bytes.count))
    }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }
}

private enum Message {
  static let end = "the archive's end is damaged"
  static func trailing(_ count: Int) -> String { "\(count) bytes follow the archive's end" }
  static func large(_ path: String, _ size: Int, _ limit: Int) -> String {
    "the member '\(path)' has \(size) bytes, and may have \(limit) at the most"
  }
  static func other(_ path: String) -> String {
    "the member '\(path)' is not written as a bundle's are: other programs cannot change one"
  }
  static func padding(_ path: String) -> String { "something stands behind the member '\(path)'" }
  static func elsewhere(_ path: String) -> String {
    "the member '\(path)' is outside of '\(TarBlock.folder)'"
  }
  static func truncated(_ count: Int) -> String { "it is cut off after \(count) bytes" }
}
