internal import CLinux
internal import ConvergeCore
internal import Glibc

/// Owners of what we have just made, and directories that others can write.
enum Ownership {
  /// Sets the owner of something new, having seen that it is what we made: of that type, ours, and
  /// with no other name.
  static func set(
    _ owner: FileOwner?, of descriptor: Int32, expecting type: mode_t
  ) throws(Errno) {
    var status = stat()
    try Errno.check(fstat(descriptor, &status))
    guard status.st_mode & S_IFMT == type, status.st_uid == geteuid(),
      type == S_IFDIR || status.st_nlink == 1
    else { throw Errno(code: EBUSY) }
    guard let owner else { return }
    let user = owner.user.flatMap { $0 == status.st_uid ? nil : $0 }
    let group = owner.group.flatMap { $0 == status.st_gid ? nil : $0 }
    guard user != nil || group != nil else { return }
    try Errno.check(clinux_change_owner(descriptor, user ?? uid_t.max, group ?? gid_t.max))
  }

  /// Whether nobody but root and us can put names into a directory.
  static func isClosedToOthers(_ directory: Int32) throws(Errno) -> Bool {
    var status = stat()
    try Errno.check(fstat(directory, &status))
    guard status.st_uid == 0 || status.st_uid == geteuid() else { return false }
    return status.st_mode & S_IWOTH == 0 && (status.st_mode & S_IWGRP == 0 || status.st_gid == 0)
  }
}
