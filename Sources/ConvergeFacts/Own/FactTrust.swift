internal import ConvergeCore

/// Whether nobody but root, or whoever runs us, could have written what is about to be believed or
/// even run.
struct FactTrust {
  private let host: Host
  private let ourselves: UInt32

  init(_ host: Host) {
    self.host = host
    ourselves = host.names.currentUser
  }

  /// Checks a directory and all above it: who can rename one of them can put another in its place.
  ///
  /// - Throws: `HostError`; `refused` where somebody else can.
  func check(directory: String) throws(HostError) {
    var path = ""
    for component in [""] + directory.split(separator: "/").map(String.init) {
      path += component.isEmpty ? "" : "/\(component)"
      let shown = path.isEmpty ? "/" : path
      guard let status = try host.files.status(shown) else { continue }
      guard status.type == .directory else { throw refusal(shown, Message.notDirectory) }
      // In a sticky directory nobody can rename what another owns.
      let isLast = path == directory
      let isSticky = status.mode & 0o1000 != 0 && !isLast
      try check(status, of: shown, othersMayWrite: isSticky)
    }
  }

  /// Checks a file.
  ///
  /// - Throws: `HostError`; `refused` where somebody else can write it, `wrongType` for all but
  ///   a regular file.
  func check(_ status: FileStatus, of path: String) throws(HostError) {
    guard status.type == .file else {
      throw HostError(
        .wrongType, "read own facts from", path, because: Message.notFile(status.type.rawValue))
    }
    try check(status, of: path, othersMayWrite: false)
  }

  private func check(
    _ status: FileStatus, of path: String, othersMayWrite: Bool
  ) throws(HostError) {
    guard status.user == 0 || status.user == ourselves else {
      throw refusal(path, Message.owned(status.user))
    }
    if othersMayWrite { return }
    // Also where the group is root's: an ACL that lets others write shows in the group's bits, acl(5).
    guard status.mode & 0o022 == 0 else { throw refusal(path, Message.writable) }
  }

  private func refusal(_ path: String, _ because: String) -> HostError {
    HostError(
      .refused, "read own facts from", path, because: because, remedy: Message.close(path))
  }
}

private enum Message {
  static let notDirectory = "it is no directory of its own; a link to one is not followed"
  static let writable = "others than its owner can write it"
  static func owned(_ user: UInt32) -> String { "it belongs to another user (id \(user))" }
  static func notFile(_ type: String) -> String { "it is a \(type), not a regular file" }
  static func close(_ path: String) -> String {
    "make it root's alone: `chown root:root` and `chmod go-w` on '\(path)'"
  }
}
