internal import CSQLite
internal import ConvergeCore
internal import Glibc

extension Connection {
  /// What a result code of SQLite (sqlite.org/rescode.html) means for a user.
  static func error(
    _ status: Int32, on handle: OpaquePointer?, _ operation: String, _ path: String
  ) -> HostError {
    let said = handle.map { String(cString: sqlite3_errmsg($0)) } ?? Message.noMemory()
    let number = handle.map { sqlite3_system_errno($0) } ?? 0
    let system = number == 0 ? said : String(cString: strerror(number))
    let (reason, because, remedy): (HostError.Reason, String, String?)
    switch status & 0xFF {
    case SQLITE_FULL: (reason, because, remedy) = (.noSpace, Message.full(), Message.freeSpace())
    case SQLITE_READONLY:
      (reason, because, remedy) = (.readOnly, Message.readOnly(), Message.writable())
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      (reason, because, remedy) = (.other, Message.damaged(said), Message.moveAside())
    case SQLITE_BUSY, SQLITE_LOCKED:
      (reason, because, remedy) = (.unavailable, Message.busy(), Message.wait())
    case SQLITE_PERM, SQLITE_AUTH:
      (reason, because, remedy) = (.denied, system, Message.rights())
    case SQLITE_CANTOPEN, SQLITE_IOERR:
      switch number {
      case ENOSPC, EDQUOT:
        (reason, because, remedy) = (.noSpace, Message.full(), Message.freeSpace())
      case EROFS: (reason, because, remedy) = (.readOnly, Message.readOnly(), Message.writable())
      case EACCES, EPERM: (reason, because, remedy) = (.denied, system, Message.rights())
      case ENOENT: (reason, because, remedy) = (.notFound, system, nil)
      default: (reason, because, remedy) = (.other, system, nil)
      }
    default: (reason, because, remedy) = (.other, said, nil)
    }
    return HostError(reason, operation, path, because: because, remedy: remedy)
  }
}

private enum Message {
  static func noMemory() -> String { "out of memory" }
  static func full() -> String { "no space is left on its file system" }
  static func freeSpace() -> String { "free some space there, or name another --state-dir" }
  static func readOnly() -> String { "it can only be read" }
  static func writable() -> String {
    "make the file and its directory writable, or name another --state-dir"
  }
  static func damaged(_ said: String) -> String { "it is damaged (\(said))" }
  static func moveAside() -> String {
    "restore it from a backup, or move it aside with its -wal and -shm files: the next apply "
      + "begins a new one, without the causes, owed refreshes and history of this one"
  }
  static func busy() -> String { "another process is writing to it" }
  static func wait() -> String { "wait for that process to end" }
  static func rights() -> String { "run as its owner, or name another --state-dir" }
}
