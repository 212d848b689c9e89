internal import CLinux
package import ConvergeCore
internal import Glibc

/// The files of the host that we run on.
package struct LocalFiles: FileSystem {
  /// Directories walked to a moment ago; whatever can change what a path means invalidates it.
  let cache: DirectoryCache

  /// Files with a cache of their own.
  package init() { cache = DirectoryCache() }

  package func status(_ path: String) throws(HostError) -> FileStatus? {
    do {
      return try withEntry(path) { (entry) throws(Errno) in FileStatus(try entry.status()) }
    } catch {
      guard error.code != ENOENT else { return nil }
      throw SystemFailure.error(error.code, "look at", path)
    }
  }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    let content: [UInt8]?
    do {
      content = try withEntry(path) { (entry) throws(Errno) in
        try RegularFile.read(entry.openFile(), limitBytes: limitBytes)
      }
    } catch {
      throw try failure(error, "read", path)
    }
    guard let content else {
      throw HostError(.tooLarge, "read", path, because: Message.tooLarge(limitBytes))
    }
    return content
  }

  package func target(ofLink path: String) throws(HostError) -> String {
    do {
      return try withEntry(path) { (entry) throws(Errno) in
        try Links.target(of: entry.directory, name: entry.name)
      }
    } catch {
      switch error.code {
      case EINVAL:
        throw HostError(.wrongType, "read the link", path, because: Message.notLink)
      case EILSEQ: throw HostError(.other, "read the link", path, because: Message.notText)
      default: throw SystemFailure.error(error.code, "read the link", path)
      }
    }
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    do {
      return try withEntry(path) { (entry) throws(Errno) in
        try DirectoryListing.names(
          in: Errno.check(clinux_open_directory(entry.directory, entry.name)))
      }
    } catch {
      switch error.code {
      case EILSEQ: throw HostError(.other, "list", path, because: Message.nameNotText)
      case E2BIG: throw HostError(.tooLarge, "list", path, because: Message.tooMany)
      default: throw SystemFailure.error(error.code, "list", path)
      }
    }
  }

  package func resolve(_ path: String) throws(HostError) -> String? {
    do {
      var walk = try PathWalk()
      let name = try walk.descend(toAnything: path)
      let components = walk.path + (name.map { [$0] } ?? [])
      return "/" + components.joined(separator: "/")
    } catch {
      guard error.code != ENOENT else { return nil }
      throw SystemFailure.error(error.code, "resolve", path)
    }
  }

  /// The failure to open a file, told by what stands there: a pipe or socket answers an open with
  /// codes that say nothing to a reader.
  func failure(
    _ error: Errno, _ operation: String, _ path: String
  ) throws(HostError) -> HostError {
    guard [EISDIR, ENXIO, ENODEV, ELOOP, EACCES].contains(error.code),
      let status = try? status(path), status.type != .file
    else { return SystemFailure.error(error.code, operation, path) }
    return HostError(
      .wrongType, operation, path, because: Message.notFile(status.type.rawValue))
  }
}

extension FileStatus {
  /// From lstat(2).
  init(_ status: stat) {
    let type: FileType =
      switch status.st_mode & S_IFMT {
      case S_IFDIR: .directory
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .file
      }
    self.init(
      type: type, mode: UInt16(status.st_mode & 0o7777), user: status.st_uid,
      group: status.st_gid, sizeBytes: Int64(status.st_size), device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino), links: UInt64(status.st_nlink),
      modifiedNanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000
        + Int64(status.st_mtim.tv_nsec))
  }
}

private enum Message {
  static func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit) bytes" }
  static func notFile(_ type: String) -> String { "it is a \(type), not a regular file" }
  static let notLink = "it is not a symbolic link"
  static let notText = "its target is not UTF-8"
  static let nameNotText = "a name in it is not UTF-8"
  static let tooMany = "it has more than a million names"
}
