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

  /// Finishes what an interrupted or failed run of dpkg has left, as far as that can be.
  ///
  /// - Parameters:
  ///   - removable: what may be removed on the way.
  /// - Returns: what was done, for the report.
  package func repair(
    _ database: DpkgDatabase, removable: Set<PackageName>, replacesConffiles: Bool
  ) async throws(HostError) -> [String] {
    guard database.isInterrupted || !database.unfinished.isEmpty else { return [] }
    let forced =
      replacesConffiles ? ["--force-confnew"] : ["--force-confdef", "--force-confold"]
    let configured = try await program.change(["/usr/bin/dpkg"] + forced + ["--configure", "-a"])
    var messages = [Message.configured(database.unfinished, succeeded: configured.succeeded)]
    let left = try DpkgDatabase.read(for: database.unfinished, on: host)
    let needsMore = left.unfinished.contains {
      left[$0].condition != .halfConfigured || left[$0].needsReinstallation
    }
    guard needsMore else { return messages }
    let arguments =
      AptProgram.get + AptOptions.conffileArguments(replaces: replacesConffiles) + [
        "-f", "install",
      ]
    let simulated = try await program.ask(arguments + ["--simulate"])
    let extra = AptSimulation(output: simulated.output).removals.filter { !removable.contains($0) }
    guard simulated.succeeded, extra.isEmpty else { return messages }
    let fixed = try await program.change(arguments)
    messages.append(Message.fixed(succeeded: fixed.succeeded))
    return messages
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
  static func configured(_ names: [PackageName], succeeded: Bool) -> String {
    let what =
      names.isEmpty ? "" : " (\(names.prefix(10).map(\.description).joined(separator: ", ")))"
    return succeeded
      ? "finished what dpkg had left undone\(what)"
      : "tried to finish what dpkg had left undone\(what)"
  }
  static func fixed(succeeded: Bool) -> String {
    succeeded ? "repaired broken dependencies" : "tried to repair broken dependencies"
  }
}
