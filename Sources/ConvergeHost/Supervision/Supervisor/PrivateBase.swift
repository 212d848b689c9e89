internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The directory below which runs have their private files.
enum PrivateBase {
  /// Where it is, unless another is chosen: for root `/run/converge/hooks`; for others in
  /// `$XDG_RUNTIME_DIR`, or else in `/dev/shm`, which is memory, too.
  static func usual() -> String {
    if geteuid() == 0 { return "/run/converge/hooks" }
    if let runtime = ProcessEnvironment.variable("XDG_RUNTIME_DIR"), runtime.hasPrefix("/") {
      return "\(runtime)/converge/hooks"
    }
    return "/dev/shm/converge-\(geteuid())/hooks"
  }

  /// Opens it; its last two components are made where they are missing.
  ///
  /// Fails with EPERM where one of them belongs to somebody else, or others may write it.
  static func open(_ path: String) throws(Errno) -> OpenDirectory {
    var components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    guard path.hasPrefix("/"), components.count > 2 else { throw Errno(code: EINVAL) }
    let last = components.removeLast()
    let parent = components.removeLast()
    let top = try LocalFiles().withEntry("/" + components.joined(separator: "/") + "/\(parent)") {
      (entry) throws(Errno) -> OpenDirectory in
      try own(parent, in: entry.directory, mode: 0o755)
    }
    return try own(last, in: top.number, mode: 0o711)
  }

  private static func own(
    _ name: String, in directory: Int32, mode: mode_t
  ) throws(Errno) -> OpenDirectory {
    let isNew = mkdirat(directory, name, 0o700) == 0
    guard isNew || errno == EEXIST else { throw Errno(code: errno) }
    let made = OpenDirectory(owning: try Errno.check(clinux_open_directory(directory, name)))
    var status = stat()
    try Errno.check(fstat(made.number, &status))
    guard status.st_uid == geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw Errno(code: EPERM)
    }
    // Also what somebody was killed over before its mode was set.
    if isNew || status.st_mode & 0o777 == 0o700 { try Errno.check(fchmod(made.number, mode)) }
    return made
  }

  /// Makes a directory with a name that nobody has, and locks it.
  static func makeLocked(
    _ label: String, in base: Int32
  ) throws(Errno) -> (name: String, directory: OpenDirectory) {
    while true {
      let name = "\(label.prefix(100))-\(RandomBytes.hexadecimal(digits: 12))"
      try Errno.check(mkdirat(base, name, 0o700))
      let number = clinux_open_directory(base, name)
      // Between the two steps another supervisor may take it for abandoned; then once more.
      guard number >= 0 else { continue }
      let made = OpenDirectory(owning: number)
      guard clinux_try_lock(made.number) == 0, isStill(made.number, name, in: base) else {
        continue
      }
      try Errno.check(fchmod(made.number, 0o711))
      return (name, made)
    }
  }

  private static func isStill(_ number: Int32, _ name: String, in base: Int32) -> Bool {
    var (open, named) = (stat(), stat())
    return fstat(number, &open) == 0 && fstatat(base, name, &named, AT_SYMLINK_NOFOLLOW) == 0
      && open.st_ino == named.st_ino && open.st_dev == named.st_dev
  }

  /// Removes what no living supervisor has locked.
  static func removeAbandoned(in base: Int32) {
    let listing = clinux_open_directory(base, ".")
    guard listing >= 0, let names = try? DirectoryListing.names(in: listing) else { return }
    for name in names {
      let number = clinux_open_directory(base, name)
      guard number >= 0 else { continue }
      let directory = Descriptor(owning: number)
      if clinux_try_lock(directory.number) == 0, isStill(directory.number, name, in: base) {
        remove(name, in: base)
      }
    }
  }

  /// Removes what is there with all that is in it, through no link and on one file system.
  static func remove(_ name: String, in directory: Int32, depth: Int = 0) {
    let number = depth < 50 ? clinux_open_directory(directory, name) : -1
    guard number >= 0 else {
      _ = unlinkat(directory, name, 0)
      return
    }
    let opened = Descriptor(owning: number)
    // Its own mode binds all but root.
    if geteuid() != 0 { _ = fchmod(opened.number, 0o700) }
    let listing = clinux_open_directory(opened.number, ".")
    if listing >= 0, let names = try? DirectoryListing.names(in: listing) {
      for name in names { remove(name, in: opened.number, depth: depth + 1) }
    }
    _ = unlinkat(directory, name, AT_REMOVEDIR)
  }
}
