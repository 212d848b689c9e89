internal import Glibc

/// What tells that a file, or a directory's names, may be others than before, without reading them.
package struct FileStamp: Sendable, Equatable {
  private let device: UInt64
  private let inode: UInt64
  private let sizeBytes: Int64
  /// The last change of anything about it, which nobody can set.
  private let seconds: Int
  private let nanoseconds: Int

  /// Links are followed; nil: it is not there, or cannot be looked at.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    sizeBytes = Int64(status.st_size)
    seconds = status.st_ctim.tv_sec
    nanoseconds = status.st_ctim.tv_nsec
  }
}
