package import ConvergeCore
internal import ConvergeSystems

extension Directory {
  package static func apply(
    _ batch: [Planned<Directory>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    batch.map { planned in
      Result { () throws(HostError) in
        try planned.resource.apply(planned, on: host)
        return Effect()
      }
    }
  }

  private func apply(_ planned: Planned<Directory>, on host: Host) throws(HostError) {
    guard isPresent else {
      try removeAll(planned.state, on: host)
      return
    }
    let entry = planned.state.path.entry
    if entry?.type != .directory {
      if entry != nil { try host.files.remove(path) }
      if makesParents { try ParentDirectories.make(above: path, on: host) }
      try host.files.makeDirectory(
        path,
        mode: attributes.mode?.applied(to: Self.newMode, isDirectory: true) ?? Self.newMode,
        owner: try attributes.fileOwner(on: host))
    }
    try attributes.enforce(at: path, on: host)
    // Exactly what the plan said, and nothing that came since. One that refuses keeps no other
    // from its due: else whoever owns a file below could stop all.
    var refusal: HostError?
    for child in Self.paths("recurse", of: planned.verdict) {
      do throws(HostError) { try enforce(below: child, on: host) } catch {
        refusal = refusal ?? error
      }
    }
    for child in Self.paths("purge", of: planned.verdict).sorted(by: >) {
      do throws(HostError) {
        if try host.files.status(child) != nil { try host.files.remove(child) }
      } catch {
        refusal = refusal ?? error
      }
    }
    if let refusal { throw refusal }
  }

  private func enforce(below child: String, on host: Host) throws(HostError) {
    guard let status = try host.files.status(child) else { return }
    let mode: FileMode? =
      switch status.type {
      case .file: fileAttributes.mode
      case .directory: attributes.mode
      default: nil
      }
    let wanted = FileAttributes(
      owner: attributes.owner, group: attributes.group, mode: mode,
      isDirectory: status.type == .directory)
    try wanted.enforce(at: child, on: host)
  }

  private static func paths(_ attribute: String, of verdict: Verdict) -> [String] {
    let change = verdict.changes.first { $0.attribute == attribute }
    return change?.from.list?.compactMap(\.text) ?? []
  }

  /// Removes the tree from below, so that one that is cut short can be gone on with.
  private func removeAll(_ state: DirectoryState, on host: Host) throws(HostError) {
    if isForced, let device = state.path.entry?.device {
      let children = try Self.children(below: path, device: device, on: host)
      if let mount = children.first(where: \.isMount) { throw Self.mounted(mount.path, in: path) }
      for child in children.sorted(by: { $0.path > $1.path }) {
        try host.files.remove(child.path)
      }
    }
    try host.files.remove(path)
  }
}
