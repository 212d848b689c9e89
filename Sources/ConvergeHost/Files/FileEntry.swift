internal import CLinux
internal import Glibc

/// A name in a directory that was walked to safely: the one way in which files are touched.
///
/// Valid only inside the closure that gets it.
struct FileEntry {
  /// The directory's descriptor (O_PATH).
  let directory: Int32
  /// The last component, `.` for the root directory.
  let name: UnsafePointer<CChar>

  /// lstat(2) of it.
  func status() throws(Errno) -> stat {
    var status = stat()
    try Errno.check(fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW))
    return status
  }

  /// Opened for reading, whatever it is; a link fails with ELOOP.
  func openFile() throws(Errno) -> Descriptor {
    Descriptor(owning: try Errno.check(clinux_open_file(directory, name)))
  }

  /// Opened as a place (O_PATH), a link too.
  func openPath() throws(Errno) -> Descriptor {
    Descriptor(owning: try Errno.check(clinux_open_path(directory, name)))
  }

  /// Makes the change of a name in the directory durable.
  ///
  /// A directory that we may write but not read cannot be opened to be synced; then all of its file
  /// system is left to the kernel.
  func syncDirectory() throws(Errno) {
    let number = clinux_open_directory(directory, ".")
    guard number >= 0 else {
      guard errno == EACCES else { throw Errno(code: errno) }
      return
    }
    try Sync.whole(Descriptor(owning: number))
  }

  /// Whether the directory or the entry has chattr(1)'s immutable or append-only flag.
  func isImmutable() -> Bool {
    let parent = clinux_open_directory(directory, ".")
    if parent >= 0 {
      let parent = Descriptor(owning: parent)
      if clinux_is_immutable(parent.number) == 1 { return true }
    }
    guard let status = try? status(), [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT),
      case let number = clinux_open_file(directory, name), number >= 0
    else { return false }
    let descriptor = Descriptor(owning: number)
    return clinux_is_immutable(descriptor.number) == 1
  }
}

/// fsync(2).
enum Sync {
  /// Content and metadata on disk; file systems and devices that cannot be synced are content with
  /// less.
  static func whole(_ descriptor: borrowing Descriptor) throws(Errno) {
    while fsync(descriptor.number) != 0 {
      switch errno {
      case EINTR: continue
      case EINVAL, EROFS, ENOTSUP: return
      default: throw Errno(code: errno)
      }
    }
  }
}
