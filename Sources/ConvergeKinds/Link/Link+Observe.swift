package import ConvergeCore
internal import ConvergeSystems

/// A link as it was read.
package struct LinkState: Sendable, Equatable {
  let path: PathState
  /// What a symbolic link says.
  let target: String?
  /// What the declared target of a hard link is; nil where nothing is there, or it is symbolic.
  let named: PathState.Entry?
  /// Whether a file in the place of a hard link has the target's bytes, so that nothing is lost.
  let isCopy: Bool
  /// Whether a directory in its place is empty.
  let isEmptyDirectory: Bool

  /// Whether the path is a name of the target's file.
  var isSameFile: Bool {
    guard let entry = path.entry, let named else { return false }
    return entry.device == named.device && entry.inode == named.inode
  }
}

extension Link {
  package typealias State = LinkState

  package static func observe(
    _ batch: [Link], on host: Host
  ) async -> [Result<LinkState, HostError>] {
    var reader = PathReader(on: host)
    var states: [Result<LinkState, HostError>] = []
    for link in batch {
      do throws(HostError) {
        states.append(.success(try link.state(with: &reader, on: host)))
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
  ) throws(HostError) -> LinkState {
    let state = try reader.state(of: path, attributes)
    let named =
      isHard
      ? try target.flatMap { (target) throws(HostError) in try host.files.status(target) }
      : nil
    let entry = state.entry
    return LinkState(
      path: state,
      target: entry?.type == .link ? try host.files.target(ofLink: path) : nil,
      named: named.map(PathState.Entry.init), isCopy: try isCopy(entry, named, on: host),
      isEmptyDirectory: entry?.type == .directory
        ? try host.files.list(path).isEmpty : false)
  }

  private func isCopy(
    _ entry: PathState.Entry?, _ named: FileStatus?, on host: Host
  ) throws(HostError) -> Bool {
    guard let entry, let named, let target, entry.type == .file, named.type == .file,
      entry.inode != named.inode, entry.sizeBytes == named.sizeBytes,
      named.sizeBytes <= File.limitBytes
    else { return false }
    return try host.files.read(path, limitBytes: File.limitBytes)
      == host.files.read(target, limitBytes: File.limitBytes)
  }

  package static func exists(_ state: LinkState) -> Bool { state.path.entry != nil }

  package func attributes(of state: LinkState) -> Attributes {
    var observed = Attributes()
    guard let entry = state.path.entry else {
      observed["state"] = "absent"
      return observed
    }
    let isLink = isHard ? entry.type == .file : entry.type == .link
    observed["state"] = isLink ? "present" : .text(entry.type.rawValue)
    guard isPresent, isLink else { return observed }
    if isHard {
      observed["target"] = state.isSameFile ? target.map(Value.text) : "another file"
    } else {
      observed["target"] = state.target.map(Value.text)
    }
    attributes.observe(state.path, in: &observed)
    return observed
  }
}
