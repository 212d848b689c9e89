package import ConvergeCore

extension FileAttributes {
  /// The numeric owner and group, as the host's name service knows them now.
  ///
  /// - Throws: `notFound` where there is no such account.
  package func fileOwner(on host: Host) throws(HostError) -> FileOwner {
    FileOwner(
      user: try owner.map { (name) throws(HostError) in
        if let id = UInt32(name) { return id }
        guard let id = try host.names.user(named: name)?.id else {
          throw HostError(.notFound, "find", "user '\(name)'", because: "there is none")
        }
        return id
      },
      group: try group.map { (name) throws(HostError) in
        if let id = UInt32(name) { return id }
        guard let id = try host.names.group(named: name)?.id else {
          throw HostError(.notFound, "find", "group '\(name)'", because: "there is none")
        }
        return id
      })
  }

  /// What an `enforce` that is killed leaves: a mode without the set-id bits that nobody declares.
  package func leftovers(at path: String, _ entry: PathState.Entry?) -> [Leftover] {
    guard let entry, mode == nil, entry.type == .file, entry.mode & 0o6000 != 0 else { return [] }
    let role = FilePlacement.modeRole + FileMode.octal(entry.mode)
    return [Leftover(role: role, name: path, target: path)]
  }

  /// Brings owner, group and mode of what is there to what is declared, in place.
  ///
  /// The owner first: chown(2) takes the set-id bits away, which are then put back. Yet before
  /// that goes what the new mode does not allow, so that a new group never gets more than its due.
  package func enforce(at path: String, on host: Host) throws(HostError) {
    guard let status = try host.files.status(path) else {
      throw HostError(.notFound, "change", path, because: "it is gone")
    }
    let wanted = try fileOwner(on: host)
    let isOwned =
      (wanted.user ?? status.user) == status.user && (wanted.group ?? status.group) == status.group
    guard status.type != .link else {
      if !isOwned { try host.files.setOwner(path, wanted) }
      return
    }
    let mode = mode?.applied(to: status.mode, isDirectory: isDirectory) ?? status.mode
    let common = mode & status.mode
    if !isOwned {
      if common != status.mode { try host.files.setMode(path, common) }
      try host.files.setOwner(path, wanted)
    }
    let now = isOwned ? status.mode : common
    if mode != now || (!isOwned && mode & 0o6000 != 0) { try host.files.setMode(path, mode) }
  }
}
