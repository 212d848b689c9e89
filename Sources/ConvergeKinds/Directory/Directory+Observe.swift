package import ConvergeCore
internal import ConvergeSystems

/// A directory as it was read.
package struct DirectoryState: Sendable, Equatable {
  /// Something below it, on the same file system.
  struct Child: Sendable, Equatable {
    let path: String
    let type: FileStatus.FileType
    let mode: UInt16
    let user: UInt32
    let group: UInt32
    /// Whether something else is mounted here; nothing is done to it, and nothing read below.
    let isMount: Bool
  }

  let path: PathState
  /// Sorted by path; only read where `recurse` or a removal asks for it.
  let children: [Child]
}

extension Directory {
  package typealias State = DirectoryState

  /// A tree with more entries than this is taken for a mistake.
  private static let limitEntries = 200_000

  package static func observe(
    _ batch: [Directory], on host: Host
  ) async -> [Result<DirectoryState, HostError>] {
    var reader = PathReader(on: host)
    var states: [Result<DirectoryState, HostError>] = []
    for directory in batch {
      do throws(HostError) {
        states.append(.success(try directory.state(with: &reader, on: host)))
      } catch {
        states.append(.failure(error))
      }
    }
    let failures = PathAliases.failures(
      batch.map(\.path), states.map { (try? $0.get())?.path.entry }, kind: kind.name, on: host)
    for (index, failure) in failures { states[index] = .failure(failure) }
    return states
  }

  private func state(
    with reader: inout PathReader, on host: Host
  ) throws(HostError) -> DirectoryState {
    let state = try reader.state(of: path, attributes)
    guard let entry = state.entry, entry.type == .directory, recurses || !isPresent else {
      return DirectoryState(path: state, children: [])
    }
    return DirectoryState(
      path: state,
      children: try Self.children(below: path, device: entry.device, on: host))
  }

  static func children(
    below top: String, device: UInt64, on host: Host
  ) throws(HostError) -> [DirectoryState.Child] {
    var children: [DirectoryState.Child] = []
    let mounts = MountPoints(on: host).below(top, on: host)
    var waiting = [top]
    while let directory = waiting.popLast() {
      for name in try host.files.list(directory) {
        let path = FilePath.join(directory, name)
        guard let status = try host.files.status(path) else { continue }
        guard children.count < limitEntries else {
          throw HostError(
            .tooLarge, "read", top, because: Message.tooMany(limitEntries),
            remedy: Message.narrow)
        }
        let isMount = status.device != device || mounts.contains(path)
        children.append(
          DirectoryState.Child(
            path: path, type: status.type, mode: status.mode, user: status.user,
            group: status.group, isMount: isMount))
        if status.type == .directory, !isMount { waiting.append(path) }
      }
    }
    return children.sorted { $0.path < $1.path }
  }

  package static func exists(_ state: DirectoryState) -> Bool { state.path.entry != nil }

  package func attributes(of state: DirectoryState) -> Attributes {
    var observed = Attributes()
    observed["state"] =
      state.path.entry.map {
        $0.type == .directory ? "present" : .text($0.type.rawValue)
      } ?? "absent"
    guard isPresent, state.path.entry?.type == .directory else { return observed }
    attributes.observe(state.path, in: &observed)
    if recurses {
      let differing = state.children.filter { differs($0, state.path.accounts) }
      observed["recurse"] =
        differing.isEmpty ? true : Self.digest(differing.map { "\($0.path) \($0.mode)" })
      if let mode = fileAttributes.mode {
        observed["file_mode"] = .text(mode.canonical(isDirectory: false))
      }
    }
    if purges { observed["purge"] = Self.digest(state.children.map(\.path)) }
    return observed
  }

  /// Stands for a list of names that nobody wants to read in a ledger.
  private static func digest(_ names: [String]) -> Value {
    .text(Digest(of: names.joined(separator: "\n")).description)
  }
}

private enum Message {
  static func tooMany(_ limit: Int) -> String { "there are more than \(limit) entries in it" }
  static let narrow = "declare directories further down"
}
