internal import CLinux
package import ConvergeCore
internal import Glibc

/// A log that lines are added to, and that takes no more room than it may: what is full becomes
/// `NAME.1`, and that `NAME.2`, up to as many as are kept. Several processes may write to it.
package struct LogFile: Sendable {
  /// How often the lock is tried, every 10 ms: nobody has it for longer than a write.
  private static let tries = 100

  private let path: String
  private let limitBytes: Int64
  private let kept: Int

  /// - Parameters:
  ///   - path: absolute; its directory is there, and nobody else can write it.
  ///   - limitBytes: of each file.
  package init(_ path: String, limitBytes: Int64 = 1 << 20, kept: Int = 3) {
    self.path = path
    self.limitBytes = limitBytes
    self.kept = kept
  }

  /// Adds a line, which has no end yet.
  package func append(_ line: String) throws(HostError) {
    let bytes = Array((line + "\n").utf8)
    do throws(Errno) {
      try LocalFiles().withEntry(path) { (entry) throws(Errno) in
        let name = String(cString: entry.name)
        for _ in 0..<Self.tries {
          let file = Descriptor(
            owning: try Errno.check(clinux_open_or_create_file(entry.directory, name)))
          // Another one may have moved it away since it was opened.
          if clinux_try_lock(file.number) == 0, isThere(file, entry.directory, name) {
            let size = try size(of: file)
            guard size > 0, size + Int64(bytes.count) > limitBytes else {
              _ = try Errno.check(lseek(file.number, 0, SEEK_END))
              return try RegularFile.write(bytes, to: file)
            }
            moveAway(name, in: entry.directory)
          } else {
            usleep(10_000)
          }
        }
        throw Errno(code: EWOULDBLOCK)
      }
    } catch {
      throw SystemFailure.error(error.code, "write to", path)
    }
  }

  private func moveAway(_ name: String, in directory: Int32) {
    for number in stride(from: kept - 1, to: 0, by: -1) {
      _ = renameat(directory, "\(name).\(number)", directory, "\(name).\(number + 1)")
    }
    if kept > 0 {
      _ = renameat(directory, name, directory, "\(name).1")
    } else {
      _ = unlinkat(directory, name, 0)
    }
  }

  private func size(of file: borrowing Descriptor) throws(Errno) -> Int64 {
    var status = stat()
    try Errno.check(fstat(file.number, &status))
    guard status.st_mode & S_IFMT == S_IFREG else { throw Errno(code: EINVAL) }
    return Int64(status.st_size)
  }

  private func isThere(
    _ file: borrowing Descriptor, _ directory: Int32, _ name: String
  ) -> Bool {
    var (own, other) = (stat(), stat())
    return fstat(file.number, &own) == 0
      && fstatat(directory, name, &other, AT_SYMLINK_NOFOLLOW) == 0
      && own.st_ino == other.st_ino && own.st_dev == other.st_dev
  }
}
