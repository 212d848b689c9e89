internal import CLinux
package import ConvergeCore
internal import Glibc

/// Where converge keeps what it knows: the ledger, the lock, the key. Mode 0700.
package struct StateDirectory: Sendable, Hashable {
  /// Absolute.
  package let path: String

  /// - Parameter path: absolute.
  package init(path: String) { self.path = path }

  /// The one that is meant, whether it is there or not.
  ///
  /// `/var/lib/converge` for root; for others `$XDG_STATE_HOME/converge`, by default
  /// `~/.local/state/converge` (XDG Base Directory Specification).
  /// - Parameters:
  ///   - chosen: by `--state-dir`; relative to the current directory; nil where it is not given.
  ///   - environment: of this process.
  package static func resolve(
    chosen: String?, environment: [String: String] = ProcessEnvironment.all(),
    user: UInt32 = geteuid()
  ) throws(HostError) -> StateDirectory {
    if let chosen, !chosen.isEmpty {
      return StateDirectory(path: try absolute(chosen))
    }
    if user == 0 { return StateDirectory(path: "/var/lib/converge") }
    if let home = environment["XDG_STATE_HOME"], home.hasPrefix("/") {
      return StateDirectory(path: try absolute("\(home)/converge"))
    }
    let home = try home(of: user, environment)
    return StateDirectory(path: try absolute("\(home)/.local/state/converge"))
  }

  /// The home of an account, as its environment has it.
  static func home(
    of user: UInt32, _ environment: [String: String]
  ) throws(HostError) -> String {
    var home = environment["HOME"] ?? ""
    if home.isEmpty { home = try LocalNames().user(id: user)?.home ?? "" }
    guard home.hasPrefix("/") else {
      throw HostError(
        .notFound, "find", "the state directory", because: Message.noHome, remedy: Message.choose)
    }
    return home
  }

  /// Makes it where it is missing, with its parents, and sees that nobody else can write it.
  ///
  /// - Returns: the same directory by a path without links, good for `LocalFiles`.
  /// - Throws: `HostError`, `refused` where others own it or can write it.
  package func prepare() throws(HostError) -> StateDirectory {
    let files = LocalFiles()
    if try files.resolve(path) == nil { try make(path, mode: 0o700, files) }
    guard let resolved = try files.resolve(path), let status = try files.status(resolved) else {
      throw SystemFailure.error(ENOENT, "use the state directory", path)
    }
    guard status.type == .directory else {
      throw SystemFailure.error(ENOTDIR, "use the state directory", path)
    }
    guard status.user == geteuid() else {
      throw HostError(
        status.user == 0 ? .denied : .refused, "use the state directory", path,
        because: Message.owner(status.user), remedy: Message.choose)
    }
    guard status.mode & 0o022 == 0 else {
      throw HostError(
        .refused, "use the state directory", path, because: Message.writable,
        remedy: Message.close(path))
    }
    return StateDirectory(path: resolved)
  }

  private func make(_ path: String, mode: UInt16, _ files: LocalFiles) throws(HostError) {
    let parent = path.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
    if !parent.isEmpty, try files.resolve(parent) == nil {
      // As others make what is missing on the way there; only the last one is nobody else's.
      try make(parent, mode: 0o755, files)
    }
    do { try files.makeDirectory(path, mode: mode, owner: nil) } catch {
      // Another run was as quick.
      guard error.reason == .exists else { throw error }
    }
  }

  /// An absolute path without `.`, `..` and doubled slashes.
  static func absolute(_ path: String) throws(HostError) -> String {
    var full = path
    if !path.hasPrefix("/") {
      guard let current = getcwd(nil, 0) else {
        throw SystemFailure.error(errno, "find", "the current directory")
      }
      full = String(cString: current) + "/" + path
      free(current)
    }
    var components: [Substring] = []
    for component in full.split(separator: "/") where component != "." {
      if component == ".." { _ = components.popLast() } else { components.append(component) }
    }
    return "/" + components.joined(separator: "/")
  }
}

private enum Message {
  static let noHome =
    "neither XDG_STATE_HOME nor HOME is an absolute path, and the account has none"
  static let choose = "choose another one with `--state-dir`"
  static func owner(_ user: UInt32) -> String { "it belongs to user \(user)" }
  static let writable = "others can write it"
  static func close(_ path: String) -> String { "`chmod go-w \(path)`" }
}
