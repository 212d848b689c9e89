internal import CSQLite
internal import ConvergeCore
internal import Glibc

extension Connection {
  /// Opens the ledger of a prepared directory for reading and writing, and brings it up to date.
  static func writer(in directory: StateDirectory) throws(HostError) -> Connection {
    let path = directory.ledger
    var connection = try Connection(
      path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, path: path)
    try Schema.migrate(&connection)
    // The first to open it reads the whole log again, so that is kept short (in pages of 4 KiB).
    try connection.executeScript("PRAGMA wal_autocheckpoint=64")
    return connection
  }

  /// Opens the ledger to read it, without changing anything: neither the files, nor which there
  /// are.
  ///
  /// A log with its index is read as SQLite does beside a writer. A log without an index was left
  /// behind, so nobody writes: the index is made in memory. Without a log the file is all there is.
  static func reader(in directory: StateDirectory) throws(HostError) -> Connection {
    let path = directory.ledger
    let hasLog = access("\(path)-wal", F_OK) == 0
    let hasIndex = access("\(path)-shm", F_OK) == 0
    let options =
      switch (hasLog, hasIndex) {
      case (true, true): "mode=ro&readonly_shm=1"
      case (true, false): "mode=ro&vfs=unix-none"
      case (false, _): "mode=ro&immutable=1"
      }
    var connection = try Connection(
      "file:\(encoded(path))?\(options)", flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path: path)
    if hasLog, !hasIndex { try connection.executeScript("PRAGMA locking_mode=EXCLUSIVE") }
    return connection
  }

  /// A path for a `file:` URI.
  private static func encoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if byte > 0x20, byte < 0x7F, !"%?#".utf8.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
