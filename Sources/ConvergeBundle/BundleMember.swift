package import ConvergeCore

/// A file of a bundle, as the header tells of it.
package struct BundleMember: Sendable, Hashable {
  /// From the bundle's directory, without `.` and `..`.
  package let path: String
  package let isExecutable: Bool
  package let sizeBytes: Int
  package let digest: Digest

  init(path: String, isExecutable: Bool, sizeBytes: Int, digest: Digest) {
    self.path = path
    self.isExecutable = isExecutable
    self.sizeBytes = sizeBytes
    self.digest = digest
  }

  init(_ file: ModuleContent.File) {
    path = file.path
    isExecutable = file.isExecutable
    sizeBytes = file.bytes.count
    digest = Digest(of: file.bytes)
  }

  /// As chmod(1) takes it.
  package var modeText: String { isExecutable ? "0755" : "0644" }

  /// What is wrong with a path from the bundle's directory; nil where nothing is.
  static func refusal(ofPath path: String) -> BundleRefusal? {
    let shown = path.unicodeScalars.prefix(200).map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7f ? "?" : String(scalar)
    }.joined()
    if path.hasPrefix("/") { return BundleRefusal(.path, Message.absolute(shown)) }
    if path.split(separator: "/").contains("..") {
      return BundleRefusal(.path, Message.outside(shown))
    }
    if ModuleContent.complaint(about: path) != nil {
      return BundleRefusal(.path, Message.bad(shown))
    }
    return TarBlock.split(TarBlock.folder + path) == nil
      ? BundleRefusal(.path, Message.long(shown)) : nil
  }
}

private enum Message {
  static func absolute(_ path: String) -> String { "the path '\(path)' is absolute" }
  static func outside(_ path: String) -> String { "the path '\(path)' leads outside" }
  static func bad(_ path: String) -> String {
    "the path '\(path)' has a part that is empty, '.', '.git', too long, or not printable, or more "
      + "than 32 parts"
  }
  static func long(_ path: String) -> String {
    "the path '\(path)' is too long: its last part may have 100 bytes, and what stands before it 149"
  }
}
