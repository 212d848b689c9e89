internal import ConvergeCore
internal import ConvergeSystems

/// Takes away what an absent user leaves behind: its home directory and its mail.
///
/// What is not the user's own is left alone, and so is everything where something is mounted below.
struct HomeRemoval {
  private let user: UserRecord
  private let host: Host

  init(of user: UserRecord, on host: Host) {
    self.user = user
    self.host = host
  }

  /// - Returns: what was left, for the report.
  func run() throws(HostError) -> [String] {
    try requireNoProcess()
    let mail = "/var/mail/\(user.name)"
    if let status = try host.files.status(mail), status.type == .file, status.user == user.id {
      try host.files.remove(mail)
    }
    guard let status = try host.files.status(user.home) else { return [] }
    guard status.type == .directory, status.user == user.id, user.id != 0 else {
      return [Message.left(user.home)]
    }
    if let mount = MountPoints(on: host).below(user.home, on: host).min() {
      throw Self.mounted(mount)
    }
    try empty(user.home, device: status.device, depth: 0)
    try host.files.remove(user.home)
    return []
  }

  /// userdel(8) would refuse a user that is at work, but only after the directory is gone.
  private func requireNoProcess() throws(HostError) {
    for name in try host.files.list("/proc") where UInt32(name) != nil {
      // A process may end while we look.
      guard let status = try? host.files.status("/proc/\(name)"), status.user == user.id else {
        continue
      }
      throw HostError(
        .refused, "remove", "user \(user.name)", because: Message.atWork(name),
        remedy: Message.endIt)
    }
  }

  private func empty(_ directory: String, device: UInt64, depth: Int) throws(HostError) {
    guard depth < 256 else {
      throw HostError(.refused, "remove", directory, because: Message.deep)
    }
    for name in try host.files.list(directory) {
      let path = "\(directory)/\(name)"
      guard let status = try host.files.status(path) else { continue }
      guard status.device == device else { throw Self.mounted(path) }
      if status.type == .directory { try empty(path, device: device, depth: depth + 1) }
      try host.files.remove(path)
    }
  }

  private static func mounted(_ path: String) -> HostError {
    HostError(.refused, "remove", path, because: Message.mounted, remedy: Message.unmount)
  }
}

private enum Message {
  static func left(_ home: String) -> String {
    "left \(home) as it is, since it is not the user's own directory"
  }

  static func atWork(_ process: String) -> String { "process \(process) runs as this user" }
  static let endIt = "end it first"
  static let deep = "it is nested more than 256 levels deep"
  static let mounted = "something else is mounted there"
  static let unmount = "unmount it first"
}
