package import ConvergeCore
internal import ConvergeSystems

extension Directory {
  package func plan(
    from state: DirectoryState, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    guard isPresent else { return planRemoval(from: state, in: predicted) }
    guard let entry = state.path.entry else {
      return planNew(from: state, .create, from: .null, in: predicted)
    }
    guard entry.type == .directory else {
      guard isForced else { return .failing(obstacle(entry.type)) }
      return planNew(from: state, .replace, from: .text(entry.type.rawValue), in: predicted)
    }
    var outlook = FileOutlook()
    attributes.plan(from: state.path, in: predicted, into: &outlook)
    if recurses { planChildren(of: state, in: predicted, &outlook) }
    return outlook.verdict(.update)
  }

  private func planNew(
    from state: DirectoryState, _ action: Verdict.Action, from before: Value,
    in predicted: PredictedHost
  ) -> Verdict {
    var outlook = FileOutlook()
    outlook.changes.append(Change("state", from: before, to: "present"))
    attributes.plan(from: state.path, created: Self.newMode, in: predicted, into: &outlook)
    if state.path.entry == nil {
      outlook.requireParents(of: path, state.path, makesParents: makesParents, in: predicted)
    }
    return outlook.verdict(action)
  }

  private func planRemoval(from state: DirectoryState, in predicted: PredictedHost) -> Verdict {
    guard let entry = state.path.entry else {
      return FileOutlook.absent(path, state.path, in: predicted)
    }
    guard entry.type == .directory else { return .failing(obstacle(entry.type)) }
    let staying = state.children.filter {
      predicted.prediction(for: Identity(.path, $0.path))?.presence != .absent
    }
    var changes = [Change("state", from: "present", to: .null)]
    if !staying.isEmpty {
      guard isForced else {
        return .failing(
          HostError(
            .refused, "remove", path, because: Message.notEmpty(staying.map(\.path)),
            remedy: Message.forceRemoval))
      }
      if let mount = staying.first(where: \.isMount) {
        return .failing(Self.mounted(mount.path, in: path))
      }
      changes.append(
        Change("entries", from: .list(staying.map { .text($0.path) }), to: .null))
    }
    return .change(.remove, changes)
  }

  /// The refusal to remove a directory that something is mounted in.
  static func mounted(_ mount: String, in path: String) -> HostError {
    HostError(
      .refused, "remove", path, because: Message.mount(mount), remedy: Message.unmount)
  }

  /// What is declared itself is left to its own resource, and so are the directories above it, and
  /// those above what is mounted.
  private func planChildren(
    of state: DirectoryState, in predicted: PredictedHost, _ outlook: inout FileOutlook
  ) {
    let declared = predicted.declared.filter {
      $0.space == .path && FilePath.isBelow($0.name, path)
    }.map(\.name)
    let exact = Set(declared)
    let mounts = state.children.filter(\.isMount).map(\.path)
    let above = Set((declared + mounts).flatMap { Self.parents(of: $0, below: path) })
    var purged: [Value] = []
    var enforced: [Value] = []
    for child in state.children where !child.isMount && !exact.contains(child.path) {
      // A backup is kept as it was, with its owner and mode.
      if FileBackup.original(of: child.path).map(exact.contains) ?? false { continue }
      if purges, !above.contains(child.path) {
        purged.append(.text(child.path))
      } else if differs(child, state.path.accounts) {
        enforced.append(.text(child.path))
      }
    }
    if !enforced.isEmpty {
      outlook.changes.append(
        Change("recurse", from: .list(enforced), to: "as declared"))
    }
    if !purged.isEmpty {
      outlook.changes.append(Change("purge", from: .list(purged), to: .null))
    }
  }

  private static func parents(of path: String, below top: String) -> [String] {
    var parents: [String] = []
    var parent = FilePath.parent(of: path)
    while FilePath.isBelow(parent, top) {
      parents.append(parent)
      parent = FilePath.parent(of: parent)
    }
    return parents
  }

  /// Whether owner, group or mode of something below are not as declared.
  func differs(_ child: DirectoryState.Child, _ accounts: AccountState) -> Bool {
    if child.isMount { return false }
    if attributes.owner != nil, child.user != accounts.wantedUser { return true }
    if attributes.group != nil, child.group != accounts.wantedGroup { return true }
    let wanted: FileMode? =
      switch child.type {
      case .directory: attributes.mode
      case .file: fileAttributes.mode
      default: nil
      }
    guard let wanted else { return false }
    return wanted.applied(to: child.mode, isDirectory: child.type == .directory) != child.mode
  }

  private func obstacle(_ type: FileStatus.FileType) -> HostError {
    HostError(
      .wrongType, isPresent ? "make the directory" : "remove the directory", path,
      because: Message.obstacle(type),
      remedy: isPresent ? Message.forceReplacement : Message.declare(type))
  }

  package func predictions(
    for verdict: Verdict, from state: DirectoryState
  ) -> [(Identity, Prediction)] {
    guard let action = verdict.action else { return [] }
    let gone = verdict.changes.filter { ["purge", "entries"].contains($0.attribute) }
      .flatMap { $0.from.list ?? [] }.compactMap(\.text)
    let removed = gone.map { (Identity(.path, $0), Prediction(.absent)) }
    if action == .remove { return removed + [(identity, Prediction(.absent))] }
    guard action != .update else { return removed }
    return ParentDirectories.predictions(for: verdict)
      + [(identity, Prediction(.present, attributes: .type("directory")))]
  }

  package func complaint(
    about state: DirectoryState, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    guard isPresent else {
      return state.path.entry == nil ? nil : Self.untaken(path, Message.stillThere)
    }
    guard state.path.entry?.type == .directory else {
      return Self.untaken(path, Message.notThere)
    }
    var outlook = FileOutlook()
    attributes.plan(from: state.path, in: PredictedHost(), into: &outlook)
    if let change = outlook.changes.first {
      return Self.untaken(path, Message.notTaken(change.attribute))
    }
    let lists = Dictionary(grouping: verdict.changes, by: \.attribute).mapValues {
      Set($0.flatMap { $0.from.list ?? [] }.compactMap(\.text))
    }
    for child in state.children {
      if lists["purge"]?.contains(child.path) == true {
        return Self.untaken(child.path, Message.stillThere)
      }
      if lists["recurse"]?.contains(child.path) == true, differs(child, state.path.accounts) {
        return Self.untaken(child.path, Message.notTaken("recurse"))
      }
    }
    return nil
  }

  private static func untaken(_ path: String, _ because: String) -> HostError {
    HostError(.didNotTake, "change", path, because: because)
  }
}

private enum Message {
  static func obstacle(_ type: FileStatus.FileType) -> String {
    "a \(type.rawValue) is in its place"
  }
  static let forceReplacement = "write 'force: true' to replace it"
  static func declare(_ type: FileStatus.FileType) -> String {
    type == .link ? "declare it in 'links'" : "declare it in 'files'"
  }
  static func notEmpty(_ paths: [String]) -> String {
    let shown = paths.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return paths.count > 3
      ? "it is not empty: it has \(shown) and \(paths.count - 3) more"
      : "it is not empty: it has \(shown)"
  }
  static let forceRemoval = "write 'force: true' to remove it with all that is in it"
  static func mount(_ path: String) -> String { "something else is mounted at '\(path)'" }
  static let unmount = "unmount it first"
  static let stillThere = "it is still there"
  static let notThere = "it is not there"
  static func notTaken(_ attribute: String) -> String { "\(attribute) did not take" }
}
