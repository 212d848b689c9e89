internal import ConvergeCore
internal import Glibc

/// The directory that holds the ledger, checked: nobody but root and ourselves can put something
/// else in its place.
struct StateDirectory {
  /// Without links.
  let path: String
  var ledger: String { path == "/" ? "/ledger.db" : "\(path)/ledger.db" }

  /// Makes the directory where it is missing, and an empty ledger in it (mode 0600).
  ///
  /// - Throws: `refused` where somebody else could redirect us, or what mkdir(2) and open(2) say.
  static func prepare(_ path: String) throws(HostError) -> StateDirectory {
    try make(path)
    guard let directory = try find(path) else {
      throw HostError(.notFound, "open", path, because: String(cString: strerror(ENOENT)))
    }
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let descriptor = open(directory.ledger, flags, 0o600)
    guard descriptor >= 0 else { throw error(errno, "open", directory.ledger) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(errno, "open", directory.ledger) }
    try checkFile(status, directory.ledger)
    return directory
  }

  /// The directory as it is; nil where it, or the ledger in it, is not there.
  static func existing(_ path: String) throws(HostError) -> StateDirectory? {
    guard let directory = try find(path) else { return nil }
    var status = stat()
    guard lstat(directory.ledger, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw error(errno, "open", directory.ledger)
    }
    try checkFile(status, directory.ledger)
    return directory
  }

  /// Makes a directory and those above it, durably.
  private static func make(_ path: String) throws(HostError) {
    var status = stat()
    if path.isEmpty || path == "/" || stat(path, &status) == 0 { return }
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try make(parent)
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw error(errno, "make", path) }
    let descriptor = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  private static func find(_ path: String) throws(HostError) -> StateDirectory? {
    guard let resolved = realpath(path, nil) else {
      if errno == ENOENT { return nil }
      throw error(errno, "open", path)
    }
    defer { free(resolved) }
    let directory = StateDirectory(path: String(cString: resolved))
    var step = directory.path
    while true {
      try checkDirectory(step)
      guard step != "/", let slash = step.lastIndex(of: "/") else { return directory }
      step = slash == step.startIndex ? "/" : String(step[..<slash])
    }
  }

  private static func checkDirectory(_ path: String) throws(HostError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw error(errno, "open", path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw error(ENOTDIR, "open", path) }
    try checkOwner(status, path)
    // A private group is common among users, and root has none that matters.
    let isOpen = status.st_mode & 0o022 != 0 && status.st_mode & S_ISVTX == 0
    if geteuid() == 0, isOpen {
      throw HostError(
        .refused, "use", path, because: Message.writable(), remedy: Message.close())
    }
  }

  private static func checkFile(_ status: stat, _ path: String) throws(HostError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw HostError(.wrongType, "open", path, because: Message.noFile(), remedy: Message.move())
    }
    try checkOwner(status, path)
  }

  private static func checkOwner(_ status: stat, _ path: String) throws(HostError) {
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      throw HostError(
        .refused, "use", path, because: Message.foreign(status.st_uid), remedy: Message.own())
    }
  }

  private static func error(
    _ number: Int32, _ operation: String, _ path: String
  ) -> HostError {
    let reason: HostError.Reason =
      switch number {
      case ENOENT: .notFound
      case EACCES, EPERM: .denied
      case ENOSPC, EDQUOT: .noSpace
      case EROFS: .readOnly
      case ENOTDIR, ELOOP, EISDIR: .wrongType
      default: .other
      }
    return HostError(
      reason, operation, path, because: String(cString: strerror(number)), remedy: Message.own())
  }
}

private enum Message {
  static func foreign(_ user: UInt32) -> String {
    "it belongs to the user with id \(user), who could change what converge remembers"
  }
  static func own() -> String { "name a --state-dir of your own" }
  static func writable() -> String { "others than its owner can write it" }
  static func close() -> String { "take that right away (chmod go-w), or name another --state-dir" }
  static func noFile() -> String { "it is not a regular file" }
  static func move() -> String { "move it away" }
}
