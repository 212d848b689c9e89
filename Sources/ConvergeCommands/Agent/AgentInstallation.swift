internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost

/// The agent's units in systemd.
struct AgentInstallation {
  static let directory = "/etc/systemd/system"
  private static let timeout: Duration = .seconds(90)

  private let local = LocalHost()
  private var files: any FileSystem { local.host.files }

  /// Whether either unit file is there.
  static var isInstalled: Bool {
    [AgentUnit.service, AgentUnit.timer].contains { name in
      ((try? LocalFiles().status("\(directory)/\(name)")) ?? nil) != nil
    }
  }

  /// - Throws: `Stop` with 77 for those who are not root, with 69 where systemd does not run.
  static func refuseWithoutSystemd(_ verb: String) throws {
    guard ProcessEnvironment.isRoot else { throw Stop(.denied, Message.notRoot(verb)) }
    guard WorkingDirectory.isDirectory("/run/systemd/system") else {
      throw Stop(.unavailable, Message.noSystemd)
    }
  }

  /// Writes a unit's file, unless it is as wanted.
  ///
  /// - Returns: whether it was written.
  func write(_ text: String, as name: String) throws(HostError) -> Bool {
    try SystemFile(files: files).write(text, to: "\(Self.directory)/\(name)")
  }

  /// - Returns: whether there was one.
  func remove(_ name: String) throws(HostError) -> Bool {
    let path = "\(Self.directory)/\(name)"
    guard try files.status(path) != nil else { return false }
    try files.remove(path)
    return true
  }

  /// Runs systemctl(1).
  ///
  /// - Throws: `Stop` with 69 and what it says.
  func systemctl(_ arguments: String...) throws {
    let result = try Waiting.run { [local] in
      try await local.host.processes.run(
        Invocation(["systemctl"] + arguments, timeout: Self.timeout))
    }
    guard !result.succeeded else { return }
    let said = String(decoding: result.error.suffix(2000), as: UTF8.self)
    throw Stop(.unavailable, Message.failed(arguments, said))
  }

  /// The path of this program, good to be run as root at any time.
  ///
  /// - Throws: `Stop` with 77 where others can put something else in its place.
  func program() throws -> String {
    guard let path = OwnProgram.path else { throw Stop(.unreadable, Message.noProgram) }
    do throws(HostError) {
      var part = path
      while !part.isEmpty {
        guard let status = try files.status(part) else { throw SystemFileError.gone(part) }
        let isOpenToAll = status.mode & 0o022 != 0 && status.mode & 0o1000 == 0
        guard status.user == 0, !isOpenToAll else {
          throw SystemFileError.othersMayChange(part, path)
        }
        part = part.lastIndex(of: "/").map { String(part[..<$0]) } ?? ""
      }
    } catch {
      throw Stop(.denied, error)
    }
    return path
  }
}

/// Why a program cannot be run as root by itself.
private enum SystemFileError {
  static func gone(_ path: String) -> HostError {
    HostError(.notFound, "use", path, because: "it has been removed")
  }

  static func othersMayChange(_ part: String, _ program: String) -> HostError {
    HostError(
      .refused, "run", program,
      because: part == program
        ? "others than root can change it" : "others than root can change \(part)",
      remedy: "install it where only root can: install -m 755 \(program) /usr/local/bin/converge, "
        + "and run that one")
  }
}

private enum Message {
  static func notRoot(_ verb: String) -> String { "'agent \(verb)' needs root: run it with sudo" }
  static let noSystemd =
    "systemd does not run here; run 'converge agent run' by whatever starts services"
  static let noProgram = "the path of this program is not known: /proc is not there"
  static func failed(_ arguments: [String], _ said: String) -> String {
    "'systemctl \(arguments.joined(separator: " "))' failed: \(said)"
  }
}
