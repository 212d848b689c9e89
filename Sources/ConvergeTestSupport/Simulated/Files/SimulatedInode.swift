internal import ConvergeCore

/// Anything in the simulated tree.
struct SimulatedInode: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case file([UInt8])
    case directory([String: Int])
    case link(String)
    case special(FileStatus.FileType)
  }

  var content: Content
  var mode: UInt16
  var user: UInt32 = 0
  var group: UInt32 = 0
  var links = 1
  var device: UInt64 = 1
  /// Wall clock, nanoseconds since 1970, of the last change of content and of anything.
  var modifiedNanoseconds: Int64 = 0
  var changedNanoseconds: Int64 = 0
  /// As by `chattr +i`.
  var isImmutable = false
  /// Extended attributes, ACLs and labels alike.
  var attributes: [String: String] = [:]

  var type: FileStatus.FileType {
    switch content {
    case .file: .file
    case .directory: .directory
    case .link: .link
    case .special(let type): type
    }
  }

  var entries: [String: Int]? {
    if case .directory(let entries) = content { entries } else { nil }
  }

  var bytes: [UInt8]? { if case .file(let bytes) = content { bytes } else { nil } }

  /// What a journalling file system has of it if nothing was ever synced but its directory: it is
  /// there, and its content is not.
  var withoutContent: SimulatedInode {
    guard case .file = content else { return self }
    var copy = self
    copy.content = .file([])
    return copy
  }

  func status(inode: Int) -> FileStatus {
    let size =
      switch content {
      case .file(let bytes): bytes.count
      case .directory(let entries): entries.count * 32
      case .link(let target): target.utf8.count
      case .special: 0
      }
    return FileStatus(
      type: type, mode: mode, user: user, group: group, sizeBytes: Int64(size), device: device,
      inode: UInt64(inode), links: UInt64(links), modifiedNanoseconds: modifiedNanoseconds)
  }
}
