package import ConvergeCore

extension AptSession {
  /// Finishes what an interrupted or failed run of dpkg has left, as far as that can be: what is
  /// unpacked is configured, what dpkg wants installed anew is, and then apt sees to the rest.
  ///
  /// - Parameter removable: what may be removed on the way.
  /// - Returns: what was done, for the report.
  package func repair(
    _ database: DpkgDatabase, removable: Set<PackageName>, replacesConffiles: Bool
  ) async throws(HostError) -> [String] {
    guard database.isInterrupted || !database.unfinished.isEmpty else { return [] }
    let forced =
      replacesConffiles ? ["--force-confnew"] : ["--force-confdef", "--force-confold"]
    _ = try await program.change(["/usr/bin/dpkg"] + forced + ["--configure", "-a"])
    var left = try DpkgDatabase.read(for: database.unfinished, on: host)
    let options = AptOptions.conffileArguments(replaces: replacesConffiles)
    // dpkg refuses to configure these, and apt takes them for installed (seen after a power cut).
    for name in left.unfinished where left[name].needsReinstallation {
      try await repair(
        options + ["--reinstall", "install", name.description], removable: removable)
      // Named on the command line it would count as wanted for itself from now on.
      if left[name].isAutomatic {
        _ = try await program.change(["/usr/bin/apt-mark", "auto", name.description])
      }
    }
    left = try DpkgDatabase.read(for: database.unfinished, on: host)
    if left.unfinished.contains(where: { left[$0].condition != .halfConfigured }) {
      try await repair(options + ["--fix-broken", "install"], removable: removable)
      left = try DpkgDatabase.read(for: database.unfinished, on: host)
    }
    return [Message.done(before: database.unfinished, after: left.unfinished)]
  }

  /// One go of apt, unless it would remove what nobody declared absent.
  private func repair(
    _ arguments: [String], removable: Set<PackageName>
  ) async throws(HostError) {
    let simulated = try await program.ask(AptProgram.get + ["--simulate"] + arguments)
    let removals = AptSimulation(output: simulated.output).removals
    guard simulated.succeeded, removals.allSatisfy(removable.contains) else { return }
    _ = try await program.change(AptProgram.get + arguments)
  }
}

private enum Message {
  static func done(before: [PackageName], after: [PackageName]) -> String {
    let done = before.filter { !after.contains($0) }
    let finished = done.isEmpty ? "" : " of \(listed(done))"
    return after.isEmpty
      ? "finished what dpkg had left undone\(finished)"
      : "dpkg had left work undone, and could not finish that of \(listed(after))"
  }

  private static func listed(_ names: [PackageName]) -> String {
    names.prefix(10).map(\.description).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
