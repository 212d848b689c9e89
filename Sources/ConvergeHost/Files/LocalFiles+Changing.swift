internal import CLinux
package import ConvergeCore
internal import Glibc

extension LocalFiles {
  package func rename(_ path: String, to other: String) throws(HostError) {
    // Told as of the new name: the old one is a temporary that nobody but us has heard of.
    try changing("put a file in place at", other) { (to) throws(Errno) in
      try withEntry(path) { (from) throws(Errno) in
        let moved = try from.status()
        let replaced = try? to.status()
        try Errno.check(renameat(from.directory, from.name, to.directory, to.name))
        if !Self.isPlain(moved) || replaced.map(Self.isPlain) == false { cache.invalidate() }
        try to.syncDirectory()
        if from.directory != to.directory { try from.syncDirectory() }
      }
    }
  }

  package func makeHardLink(at path: String, to existing: String) throws(HostError) {
    try changing("make the hard link", path) { (new) throws(Errno) in
      try withEntry(existing) { (old) throws(Errno) in
        try Errno.check(linkat(old.directory, old.name, new.directory, new.name, 0))
        try new.syncDirectory()
      }
    }
  }

  package func makeLink(
    at path: String, to target: String, owner: FileOwner?
  ) throws(HostError) {
    try changing("make the link", path) { (entry) throws(Errno) in
      guard !target.utf8.contains(0) else { throw Errno(code: EINVAL) }
      try Errno.check(symlinkat(target, entry.directory, entry.name))
      do throws(Errno) {
        // What stands there now is checked to be our own link: in a directory of somebody else's it
        // can have been exchanged meanwhile, and the owner of another file would be changed.
        let link = try entry.openPath()
        try Ownership.set(owner, of: link.number, expecting: S_IFLNK)
        try entry.syncDirectory()
      } catch {
        _ = unlinkat(entry.directory, entry.name, 0)
        throw error
      }
    }
  }

  package func makeDirectory(
    _ path: String, mode: UInt16, owner: FileOwner?
  ) throws(HostError) {
    try changing("make the directory", path) { (entry) throws(Errno) in
      // With its mode at once, as far as the umask lets: nobody who has declared none would put
      // right what is left by a kill before the next step.
      try Errno.check(mkdirat(entry.directory, entry.name, mode_t(mode & 0o1777)))
      do throws(Errno) {
        let made = Descriptor(
          owning: try Errno.check(clinux_open_directory(entry.directory, entry.name)))
        try Ownership.set(owner, of: made.number, expecting: S_IFDIR)
        try Errno.check(fchmod(made.number, mode_t(mode)))
        try Sync.whole(made)
        try entry.syncDirectory()
      } catch {
        _ = unlinkat(entry.directory, entry.name, AT_REMOVEDIR)
        throw error
      }
    }
  }

  package func setMode(_ path: String, _ mode: UInt16) throws(HostError) {
    try changingInPlace("change the mode of", path) { (descriptor) throws(Errno) in
      try Errno.check(clinux_change_mode(descriptor, UInt32(mode)))
    }
  }

  package func setOwner(_ path: String, _ owner: FileOwner) throws(HostError) {
    try changingInPlace("change the owner of", path) { (descriptor) throws(Errno) in
      try Errno.check(
        clinux_change_owner(descriptor, owner.user ?? uid_t.max, owner.group ?? gid_t.max))
    }
  }

  package func remove(_ path: String) throws(HostError) {
    try changing("remove", path) { (entry) throws(Errno) in
      let status = try entry.status()
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      try Errno.check(unlinkat(entry.directory, entry.name, isDirectory ? AT_REMOVEDIR : 0))
      if !Self.isPlain(status) { cache.invalidate() }
      try entry.syncDirectory()
    }
  }

  package func syncDirectory(of path: String) throws(HostError) {
    try changing("sync the directory of", path) { (entry) throws(Errno) in
      try entry.syncDirectory()
    }
  }

  /// A change of an entry, with failures told as such of the path.
  func changing(
    _ operation: String, _ path: String, _ body: (FileEntry) throws(Errno) -> Void
  ) throws(HostError) {
    // Asked while the entry is at hand; the answer matters only to the message.
    var immutable = false
    do {
      try withEntry(path) { (entry) throws(Errno) in
        do throws(Errno) { try body(entry) } catch {
          if error.code == EPERM || error.code == EACCES { immutable = entry.isImmutable() }
          throw error
        }
      }
    } catch {
      throw SystemFailure.error(error.code, operation, path, immutable: immutable)
    }
  }

  /// A change of mode or owner, of the very file that was looked at, never through a link.
  private func changingInPlace(
    _ operation: String, _ path: String, _ body: (Int32) throws(Errno) -> Void
  ) throws(HostError) {
    var isSharedByOthers = false
    try changing(operation, path) { (entry) throws(Errno) in
      let file = try entry.openPath()
      var status = stat()
      try Errno.check(fstat(file.number, &status))
      if status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1,
        try !Ownership.isClosedToOthers(entry.directory)
      {
        isSharedByOthers = true
        return
      }
      try body(file.number)
      try Self.sync(entry, status)
    }
    if isSharedByOthers {
      throw HostError(.refused, operation, path, because: Message.shared, remedy: Message.unshare)
    }
  }

  /// A change of metadata is as durable as one of content; what cannot be opened without effects,
  /// or by us, is left to the kernel.
  private static func sync(_ entry: FileEntry, _ status: stat) throws(Errno) {
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT),
      case let number = clinux_open_file(entry.directory, entry.name), number >= 0
    else { return }
    try Sync.whole(Descriptor(owning: number))
  }

  private static func isPlain(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
}

private enum Message {
  static let shared =
    "it has several hard links, in a directory that others can write: one of them could have made "
    + "it a name of a file that is not theirs"
  static let unshare = "replace it by a file of its own, or let only its owner write the directory"
}
