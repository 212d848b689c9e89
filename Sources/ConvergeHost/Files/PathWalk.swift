internal import CLinux
internal import Glibc

/// A walk to a directory, one component at a time, that nobody but root (or whoever runs us) can
/// lead elsewhere.
///
/// A symbolic link is followed only if it and its directory belong to root or to us, nobody else
/// can write that directory, and the same held all the way down to it. So an unprivileged user can
/// neither place a link that root follows nor move a directory with root's own link to where it
/// leads astray. `/tmp` does not end the trust in what belongs to us below it: in a sticky directory
/// nobody can rename or remove what another owns.
struct PathWalk {
  /// Where the walk has come to, and its own path without links.
  private(set) var directory: OpenDirectory
  private(set) var path: [String] = []
  private var status = stat()
  /// Whether nobody else could have changed the way to here.
  private var trusted = true
  private var linksLeft = 40
  private let ourselves = geteuid()

  /// At the root of the file system.
  init() throws(Errno) {
    directory = OpenDirectory(owning: try Errno.check(clinux_open_path(AT_FDCWD, "/")))
    try refreshStatus()
  }

  /// Walks down `relative`, a path whose first slash does not matter; every component must be a
  /// directory or a trusted link to one.
  mutating func descend(_ relative: String) throws(Errno) {
    var pending = Self.components(relative)
    while let name = pending.popLast() { try step(name, &pending) }
  }

  /// As `descend`, but the last component can be anything.
  ///
  /// - Returns: the name that the last component has in `directory`; nil where it is a directory.
  mutating func descend(toAnything relative: String) throws(Errno) -> String? {
    var pending = Self.components(relative)
    while let name = pending.popLast() {
      if pending.isEmpty, name != "..", try !leadsOn(name) { return name }
      try step(name, &pending)
    }
    return nil
  }

  /// Whether `name` is a directory or a link, here.
  private func leadsOn(_ name: String) throws(Errno) -> Bool {
    var entry = stat()
    try Errno.check(fstatat(directory.number, name, &entry, AT_SYMLINK_NOFOLLOW))
    let type = entry.st_mode & S_IFMT
    return type == S_IFDIR || type == S_IFLNK
  }

  private mutating func step(_ name: String, _ pending: inout [String]) throws(Errno) {
    let next = OpenDirectory(owning: try Errno.check(clinux_open_path(directory.number, name)))
    var entry = stat()
    try Errno.check(fstat(next.number, &entry))
    switch entry.st_mode & S_IFMT {
    case S_IFDIR:
      trusted = trusted && (isClosedToOthers(status) || isSafelyOurs(entry, in: status))
      directory = next
      status = entry
      if name == ".." { _ = path.popLast() } else { path.append(name) }
    case S_IFLNK:
      guard trusted, isOurs(entry), isClosedToOthers(status), linksLeft > 0 else {
        throw Errno(code: ELOOP)
      }
      linksLeft -= 1
      let target = try Links.target(of: next.number, name: "")
      if target.hasPrefix("/") {
        directory = OpenDirectory(owning: try Errno.check(clinux_open_path(AT_FDCWD, "/")))
        path = []
        try refreshStatus()
      }
      pending += Self.components(target)
    default:
      throw Errno(code: ENOTDIR)
    }
  }

  private mutating func refreshStatus() throws(Errno) {
    try Errno.check(fstat(directory.number, &status))
  }

  private func isOurs(_ entry: stat) -> Bool { entry.st_uid == 0 || entry.st_uid == ourselves }

  /// Nobody but root and us can rename what is in it. An ACL that lets others write shows in the
  /// group's bits, acl(5), so that these tell nothing of the group alone, be it root's.
  private func isClosedToOthers(_ directory: stat) -> Bool {
    isOurs(directory) && directory.st_mode & (S_IWOTH | S_IWGRP) == 0
  }

  /// Others may write the directory, but it is sticky and the entry is ours.
  private func isSafelyOurs(_ entry: stat, in directory: stat) -> Bool {
    isOurs(directory) && isOurs(entry) && directory.st_mode & S_ISVTX != 0
  }

  /// In reverse, so that the next one is taken from the end.
  ///
  /// By bytes: as characters, a slash and an accent behind it are one, and no slash.
  private static func components(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).reversed().map { String(Substring($0)) }
      .filter { $0 != "." }
  }
}
