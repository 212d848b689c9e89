import Foundation

/// A directory of its own for a test, gone with it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    let name = "converge-ledger-\(UUID().uuidString)"
    // Resolved, since the ledger names its files without links.
    let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    path = "\(parent)/\(name)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What is in a file; nil where none is.
  func content(_ name: String) -> Data? { FileManager.default.contents(atPath: "\(path)/\(name)") }

  func write(_ content: Data, to name: String) throws {
    try content.write(to: URL(filePath: "\(path)/\(name)"))
  }

  /// A copy of the ledger's files, as a kill would leave them.
  func copy(without suffixes: [String] = []) throws -> TemporaryDirectory {
    let copy = try TemporaryDirectory()
    for suffix in ["", "-wal", "-shm"] where !suffixes.contains(suffix) {
      if let content = content("ledger.db\(suffix)") {
        try copy.write(content, to: "ledger.db\(suffix)")
      }
    }
    return copy
  }

  /// The names in it with inode, size, mode and the time of the last write, to see that nothing was
  /// written. (SQLite gives a log to the ledger's owner whenever root opens it: a change of ctime.)
  func stamps() throws -> [String: [Int]] {
    var stamps: [String: [Int]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      var status = stat()
      lstat("\(path)/\(name)", &status)
      stamps[name] = [
        Int(status.st_ino), Int(status.st_size), Int(status.st_mode), status.st_mtim.tv_sec,
        status.st_mtim.tv_nsec,
      ]
    }
    return stamps
  }
}
