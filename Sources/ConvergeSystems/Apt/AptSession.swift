package import ConvergeCore

/// The work of one batch with apt and dpkg on a host.
///
/// Every program that is started here waits for the lock, asks nothing, and gets two minutes to end
/// at its timeout.
package struct AptSession: Sendable {
  let host: Host
  let program: AptProgram

  /// - Parameters:
  ///   - timeout: of each program.
  ///   - progress: is told what is waited for.
  package init(
    on host: Host, timeout: Duration, progress: @escaping @Sendable (String) -> Void
  ) {
    self.host = host
    program = AptProgram(host: host, timeout: timeout, progress: progress)
  }

  /// `apt-get update`.
  ///
  /// - Returns: what apt warned of, as a source that did not answer.
  /// - Throws: `HostError` where apt reports failure.
  package func refreshLists() async throws(HostError) -> [String] {
    let arguments = AptProgram.get + AptLists.stamping + ["update"]
    let result = try await program.change(arguments, under: .lists)
    guard result.succeeded else {
      throw HostError(
        result.end == .timedOut ? .timedOut : .failed, "refresh", "the package lists",
        because: AptComplaint(result).reason, remedy: Message.sources)
    }
    return AptComplaint(result).warnings
  }

  /// Puts packages on hold, or takes them off (`dpkg --set-selections`).
  package func select(_ holds: [(name: PackageName, isHeld: Bool)]) async throws(HostError) {
    guard !holds.isEmpty else { return }
    let lines = holds.map { "\($0.name) \($0.isHeld ? "hold" : "install")\n" }
    let result = try await program.change(
      ["/usr/bin/dpkg", "--set-selections"], input: Array(lines.joined().utf8))
    try Self.check(result, "hold", holds.map(\.name))
  }

  /// Tells apt that packages are wanted for themselves (apt-mark(8)).
  package func markManual(_ names: [PackageName]) async throws(HostError) {
    guard !names.isEmpty else { return }
    let result = try await program.change(
      ["/usr/bin/apt-mark", "manual"] + names.map(\.description))
    try Self.check(result, "mark", names)
  }

  private static func check(
    _ result: ProcessResult, _ operation: String, _ names: [PackageName]
  ) throws(HostError) {
    guard !result.succeeded else { return }
    throw HostError(
      .failed, operation, names.map(\.description).joined(separator: ", "),
      because: AptComplaint(result).reason)
  }
}

private enum Message {
  static let sources = "check the sources in /etc/apt and the way to them"
}
