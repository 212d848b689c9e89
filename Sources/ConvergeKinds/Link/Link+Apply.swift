package import ConvergeCore
internal import ConvergeSystems

extension Link {
  package func leftovers(
    for verdict: Verdict, from state: LinkState, in run: RunID
  ) -> [Leftover] {
    guard isPresent, verdict.action != nil else { return [] }
    let name = FilePlacement.sibling(of: path, run, "new")
    return [Leftover(role: "link", name: name, target: path)]
  }

  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] {
    leftovers.map { leftover in
      Result { () throws(HostError) in try FilePlacement.clear(leftover, on: host) }
    }
  }

  package static func apply(
    _ batch: [Planned<Link>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    batch.map { planned in
      Result { () throws(HostError) in
        try planned.resource.apply(planned, in: run.id, on: host)
        return Effect()
      }
    }
  }

  private func apply(
    _ planned: Planned<Link>, in run: RunID, on host: Host
  ) throws(HostError) {
    guard isPresent, let target else {
      try host.files.remove(path)
      return
    }
    let isNew = planned.verdict.changes.contains { ["state", "target"].contains($0.attribute) }
    guard isNew else {
      try attributes.enforce(at: path, on: host)
      return
    }
    let entry = planned.state.path.entry
    if entry == nil, makesParents { try ParentDirectories.make(above: path, on: host) }
    // Beside the path and then renamed, so that there is a link at every moment; rename(2) puts it
    // in place of a link to a directory, never into that directory.
    let temporary = entry == nil ? path : FilePlacement.sibling(of: path, run, "new")
    if isHard {
      try host.files.makeHardLink(at: temporary, to: target)
    } else {
      let wanted = try attributes.fileOwner(on: host)
      let owner = FileOwner(
        user: wanted.user ?? (entry?.type == .link ? entry?.user : nil),
        group: wanted.group ?? (entry?.type == .link ? entry?.group : nil))
      try host.files.makeLink(at: temporary, to: target, owner: owner)
    }
    guard temporary != path else { return }
    do throws(HostError) {
      if entry?.type == .directory { try host.files.remove(path) }
      try host.files.rename(temporary, to: path)
    } catch {
      try? host.files.remove(temporary)
      throw error
    }
  }
}
