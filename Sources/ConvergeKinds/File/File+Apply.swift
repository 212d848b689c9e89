package import ConvergeCore
internal import ConvergeSystems

extension File {
  package func leftovers(
    for verdict: Verdict, from state: FileState, in run: RunID
  ) -> [Leftover] {
    guard isPresent, verdict.action != nil else { return [] }
    guard isRewritten(by: verdict) else {
      return attributes.leftovers(at: path, state.path.entry)
    }
    return placement(in: run).leftovers(replacing: state.path.entry)
  }

  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] {
    leftovers.map { leftover in
      Result { () throws(HostError) in try FilePlacement.clear(leftover, on: host) }
    }
  }

  package static func apply(
    _ batch: [Planned<File>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    for planned in batch {
      do throws(HostError) {
        try await planned.resource.apply(planned, in: run, on: host)
        results.append(.success(Effect()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  private func isRewritten(by verdict: Verdict) -> Bool {
    verdict.changes.contains { ["state", "content"].contains($0.attribute) }
  }

  private func placement(in run: RunID) -> FilePlacement {
    FilePlacement(path: path, run: run, check: check, backups: backups)
  }

  private func apply(
    _ planned: Planned<File>, in run: RunContext, on host: Host
  ) async throws(HostError) {
    let entry = planned.state.path.entry
    guard isPresent else {
      try remove(entry, in: run.id, on: host)
      return
    }
    guard isRewritten(by: planned.verdict) else {
      try attributes.enforce(at: path, on: host)
      return
    }
    if entry == nil, makesParents { try ParentDirectories.make(above: path, on: host) }
    try await placement(in: run.id).place(
      try candidate(replacing: entry, on: host), replacing: entry,
      hidesOutput: content?.isSensitive == true, timeout: planned.timeout, on: host)
  }

  /// The new file: what is not declared is as on the old one.
  private func candidate(
    replacing entry: PathState.Entry?, on host: Host
  ) throws(HostError) -> Candidate {
    let old = entry?.type == .file ? entry : nil
    let wanted = try attributes.fileOwner(on: host)
    let before = old?.mode ?? Self.newMode
    return Candidate(
      content: content?.bytes ?? [],
      mode: attributes.mode?.applied(to: before, isDirectory: false) ?? before,
      owner: FileOwner(user: wanted.user ?? old?.user, group: wanted.group ?? old?.group),
      likeness: old == nil ? nil : path)
  }

  private func remove(
    _ entry: PathState.Entry?, in run: RunID, on host: Host
  ) throws(HostError) {
    if backups > 0, entry?.type == .file {
      try host.files.rename(path, to: FileBackup.name(of: path, run))
      try FileBackup.prune(path, keeping: backups, on: host)
    } else {
      try host.files.remove(path)
    }
  }
}
