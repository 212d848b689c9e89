internal import ConvergeCore
internal import Glibc

/// Reading of a ledger that takes no lock, so that somebody may write in the meantime: what was
/// read counts if the files are the same as before.
enum StableReading {
  private static let attempts = 5

  /// The files of a ledger, as far as lstat(2) tells; nil where one is not there.
  private struct Stamp: Equatable {
    struct File: Equatable {
      let inode: UInt
      let sizeBytes: Int64
      let modified: [Int]
    }

    let files: [File?]

    init(_ path: String) {
      files = ["", "-wal", "-shm"].map { suffix -> File? in
        var status = stat()
        guard lstat(path + suffix, &status) == 0 else { return nil }
        // The index is written through memory: only whether it is there says something.
        if suffix == "-shm" { return File(inode: status.st_ino, sizeBytes: 0, modified: []) }
        return File(
          inode: status.st_ino, sizeBytes: Int64(status.st_size),
          modified: [status.st_mtim.tv_sec, status.st_mtim.tv_nsec])
      }
    }

    /// With a log and its index SQLite's own locks make a reading consistent.
    var isGuarded: Bool { files[1] != nil && files[2] != nil }
  }

  /// Opens a reader and gives it to `body`, again if the files changed meanwhile; nil where the
  /// ledger is empty still.
  static func read<Result>(
    _ directory: StateDirectory, _ body: (inout Connection) throws(HostError) -> Result
  ) throws(HostError) -> Result? {
    var attempt = 1
    while true {
      let before = Stamp(directory.ledger)
      do throws(HostError) {
        let result = try once(directory, body)
        if before.isGuarded || before == Stamp(directory.ledger) || attempt == attempts {
          return result
        }
      } catch {
        if before == Stamp(directory.ledger) || attempt == attempts { throw error }
      }
      attempt += 1
    }
  }

  private static func once<Result>(
    _ directory: StateDirectory, _ body: (inout Connection) throws(HostError) -> Result
  ) throws(HostError) -> Result? {
    var connection = try Connection.reader(in: directory)
    let version = try Schema.version(of: &connection)
    if version == 0 { return nil }
    guard Schema.isCurrent(version) else {
      throw HostError(
        .refused, "read", directory.ledger, because: Message.older(version),
        remedy: Message.apply())
    }
    return try body(&connection)
  }
}

private enum Message {
  static func older(_ version: Int) -> String {
    "an older converge wrote it (its version is \(version))"
  }

  static func apply() -> String { "an apply brings it up to date" }
}
