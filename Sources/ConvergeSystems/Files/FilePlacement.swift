package import ConvergeCore

/// Puts a file in place whole: what reads the path finds the old one or the new one, at any moment
/// and after any crash.
///
/// The candidate is written beside the path under a name that cron.d, sudoers.d, run-parts and the
/// usual globs ignore, synced, and renamed. While a check without `%s` runs, the old file has a
/// second name from which an apply that was killed is undone (`clear`).
package struct FilePlacement: Sendable {
  package let path: String
  package let run: RunID
  package let check: FileCheck?
  /// How many old versions are kept beside it.
  package let backups: Int

  package init(path: String, run: RunID, check: FileCheck? = nil, backups: Int = 0) {
    self.path = path
    self.run = run
    self.check = check
    self.backups = backups
  }

  /// What is written before it takes its place.
  package var candidate: String { Self.sibling(of: path, run, "new") }
  /// The old file's second name while the new one is checked in place.
  package var old: String { Self.sibling(of: path, run, "old") }
  /// The old file's name as a backup.
  package var backup: String { FileBackup.name(of: path, run) }

  /// A name beside `path` that belongs to this run: `.motd.converge-3f9a.new~`.
  package static func sibling(of path: String, _ run: RunID, _ role: String) -> String {
    var name = Substring(FilePath.name(of: path))
    while name.utf8.count > 200 { name = name.dropLast() }
    return FilePath.join(FilePath.parent(of: path), ".\(name).converge-\(run.suffix).\(role)~")
  }

  /// What may be left of it.
  package func leftovers(replacing entry: PathState.Entry?) -> [Leftover] {
    var found: [Leftover] = []
    if entry != nil {
      if let check, !check.takesCandidate {
        found.append(Leftover(role: "old", name: old, target: path))
      }
      if backups > 0 { found.append(Leftover(role: "backup", name: backup, target: path)) }
    }
    // The candidate last: putting the old one back comes first.
    found.append(Leftover(role: "candidate", name: candidate, target: path))
    return found
  }

  /// Writes `new` and puts it at the path.
  ///
  /// - Parameter replaced: what is there, nil where nothing is.
  /// - Throws: what the host refuses, or the check's complaint; the path is then as it was, and
  ///   nothing is left beside it.
  package func place(
    _ new: Candidate, replacing replaced: PathState.Entry?, hidesOutput: Bool = false,
    timeout: Duration, on host: Host
  ) async throws(HostError) {
    let files = host.files
    do throws(HostError) {
      try files.stage(new, at: candidate)
      if let check, check.takesCandidate {
        try await check.run(
          candidate: candidate, hidesOutput: hidesOutput, timeout: timeout, on: host)
      }
      if backups > 0, replaced?.type == .file {
        try files.makeHardLink(at: backup, to: path)
      }
      if let check, !check.takesCandidate {
        try await placeChecked(
          check, replaced != nil, hidesOutput: hidesOutput, timeout: timeout, host)
      } else {
        try files.rename(candidate, to: path)
      }
    } catch {
      try? Self.removeIfThere(candidate, on: host)
      if backups > 0, let replaced { try? undoBackup(of: replaced, on: host) }
      throw error
    }
    if backups > 0 { try FileBackup.prune(path, keeping: backups, on: host) }
  }

  /// Places the candidate, has it checked there, and puts the old one back if it is no good.
  private func placeChecked(
    _ check: FileCheck, _ replaces: Bool, hidesOutput: Bool, timeout: Duration, _ host: Host
  ) async throws(HostError) {
    let files = host.files
    if replaces {
      try files.makeHardLink(at: old, to: path)
      do throws(HostError) {
        try files.rename(candidate, to: path)
      } catch {
        try? files.remove(old)
        throw error
      }
    } else {
      // A second name of the new file, so that undoing can tell it from anybody else's.
      try files.makeHardLink(at: path, to: candidate)
    }
    do throws(HostError) {
      try await check.run(candidate: path, hidesOutput: hidesOutput, timeout: timeout, on: host)
    } catch {
      if replaces { try files.rename(old, to: path) } else { try files.remove(path) }
      throw error
    }
    try files.remove(replaces ? old : candidate)
  }

  private func undoBackup(of replaced: PathState.Entry, on host: Host) throws(HostError) {
    guard let there = try host.files.status(path), there.inode == replaced.inode else { return }
    try Self.removeIfThere(backup, on: host)
  }

  static func removeIfThere(_ path: String, on host: Host) throws(HostError) {
    if try host.files.status(path) != nil { try host.files.remove(path) }
  }
}
