package import ConvergeCore
internal import ConvergeSystems

extension Line {
  /// Of a file that is made.
  private static let newMode: UInt16 = 0o644
  private static let newSecretMode: UInt16 = 0o600

  package func leftovers(
    for verdict: Verdict, from state: LineState, in run: RunID
  ) -> [Leftover] {
    guard verdict.action != nil else { return [] }
    return FilePlacement(path: state.place, run: run, check: check, backups: backups)
      .leftovers(replacing: state.path.entry)
  }

  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] {
    leftovers.map { leftover in
      Result { () throws(HostError) in try FilePlacement.clear(leftover, on: host) }
    }
  }

  /// One after the other, each on what the one before made of the file.
  package static func apply(
    _ batch: [Planned<Line>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    for planned in batch {
      do throws(HostError) {
        try await planned.resource.apply(in: run, timeout: planned.timeout, on: host)
        results.append(.success(Effect()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  private func apply(
    in run: RunContext, timeout: Duration, on host: Host
  ) async throws(HostError) {
    var reader = PathReader(on: host)
    let file = try LineFile(path, with: &reader, on: host)
    guard let text = try newText(of: file) else { return }
    if file.path.entry == nil, makesParents {
      try ParentDirectories.make(above: file.place, on: host)
    }
    let entry = file.path.entry
    let candidate = Candidate(
      content: text, mode: entry?.mode ?? (isSensitive ? Self.newSecretMode : Self.newMode),
      owner: FileOwner(user: entry?.user, group: entry?.group),
      likeness: entry == nil ? nil : file.place)
    let placement = FilePlacement(
      path: file.place, run: run.id, check: check,
      backups: try hasBackup(of: file.place, run.id, on: host) ? 0 : backups)
    try await placement.place(
      candidate, replacing: entry, hidesOutput: isSensitive, timeout: timeout, on: host)
  }

  /// What the file is to be; nil where it is that already.
  private func newText(of file: LineFile) throws(HostError) -> [UInt8]? {
    switch file.text {
    case .unusable(let error): throw error
    case .missing:
      guard isPresent else { return nil }
      guard creates else { throw Message.gone(path) }
      return newFile
    case .readable(let bytes):
      switch edit.outcome(in: bytes) {
      case .asDeclared: return nil
      case .changed(let text, _): return text
      case .ambiguous: throw Message.moved(path)
      }
    }
  }

  /// Whether this run has kept the file already, before another of its lines.
  private func hasBackup(
    of place: String, _ run: RunID, on host: Host
  ) throws(HostError) -> Bool {
    guard backups > 0 else { return false }
    return try host.files.status(FileBackup.name(of: place, run)) != nil
  }
}

private enum Message {
  static func gone(_ path: String) -> HostError {
    HostError(.notFound, "edit", path, because: "the file is gone")
  }
  static func moved(_ path: String) -> HostError {
    HostError(
      .refused, "edit", path, because: "several lines match by now, and one is meant",
      remedy: "narrow 'match', or say with 'multiple' which of them it is")
  }
}
