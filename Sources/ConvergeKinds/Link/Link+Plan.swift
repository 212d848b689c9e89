package import ConvergeCore
internal import ConvergeSystems

extension Link {
  package func plan(
    from state: LinkState, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    guard isPresent else { return planRemoval(from: state, in: predicted) }
    var outlook = FileOutlook()
    if isHard { requireNamedFile(state, in: predicted, &outlook) }
    guard let entry = state.path.entry else {
      outlook.changes.append(Change("state", from: .null, to: "present"))
      outlook.changes.append(Change("target", from: .null, to: wantedTarget))
      attributes.plan(from: state.path, created: 0o777, in: predicted, into: &outlook)
      outlook.requireParents(of: path, state.path, makesParents: makesParents, in: predicted)
      return outlook.verdict(.create)
    }
    let isOurs = isHard ? entry.type == .file : entry.type == .link
    guard isOurs else { return planReplacement(of: entry, state, in: predicted, &outlook) }
    if isHard { return planHard(from: state, last, in: predicted, &outlook) }
    if state.target != target {
      outlook.changes.append(
        Change("target", from: state.target.map(Value.text) ?? .null, to: wantedTarget))
    }
    attributes.plan(from: state.path, in: predicted, into: &outlook)
    return outlook.verdict(.update)
  }

  private var wantedTarget: Value { target.map(Value.text) ?? .null }

  private func planRemoval(from state: LinkState, in predicted: PredictedHost) -> Verdict {
    guard let entry = state.path.entry else {
      return FileOutlook.absent(path, state.path, in: predicted)
    }
    let isOurs =
      isHard
      ? entry.type == .file && (target == nil ? entry.links > 1 : state.isSameFile)
      : entry.type == .link
    guard isOurs else {
      return .failing(
        HostError(
          .wrongType, "remove", path,
          because: isHard && entry.type == .file
            ? Message.onlyName : Message.noLink(entry.type),
          remedy: Message.removeRemedy(entry.type)))
    }
    return .change(.remove, [Change("state", from: "present", to: .null)])
  }

  private func planReplacement(
    of entry: PathState.Entry, _ state: LinkState, in predicted: PredictedHost,
    _ outlook: inout FileOutlook
  ) -> Verdict {
    let mayGo = entry.type == .directory ? state.isEmptyDirectory : true
    guard isForced, mayGo else {
      return .failing(
        HostError(
          .wrongType, "make the link", path, because: Message.obstacle(entry.type),
          remedy: Message.obstacleRemedy(entry.type, isForced)))
    }
    outlook.changes.append(Change("state", from: .text(entry.type.rawValue), to: "present"))
    outlook.changes.append(Change("target", from: .null, to: wantedTarget))
    attributes.plan(from: state.path, created: 0o777, in: predicted, into: &outlook)
    return outlook.verdict(.replace)
  }

  /// A file that has the target's bytes, or that was this link before its target was replaced,
  /// holds nothing of its own; any other makes way only where `force` says so.
  private func planHard(
    from state: LinkState, _ last: Applied?, in predicted: PredictedHost,
    _ outlook: inout FileOutlook
  ) -> Verdict {
    let isReplaced = target.map { predicted.prediction(for: Identity(.path, $0)) != nil } ?? false
    guard !state.isSameFile || isReplaced else { return outlook.verdict(.update) }
    guard isForced || state.isCopy || state.isSameFile || last != nil else {
      return .failing(
        HostError(
          .exists, "make the link", path, because: Message.otherFile,
          remedy: Message.otherFileRemedy))
    }
    outlook.changes.append(Change("target", from: "another file", to: wantedTarget))
    return outlook.verdict(.update)
  }

  private func requireNamedFile(
    _ state: LinkState, in predicted: PredictedHost, _ outlook: inout FileOutlook
  ) {
    guard let target else { return }
    if let named = state.named {
      if named.type != .file {
        outlook.error = HostError(
          .wrongType, "make the link", path, because: Message.notAFile(target, named.type))
      }
      return
    }
    let thing = Identity(.path, target)
    if predicted.prediction(for: thing)?.presence == .present { return }
    if predicted.mayProvide(thing) {
      outlook.uncertainty = Message.mayCome(target)
    } else {
      outlook.error = HostError(
        .notFound, "make the link", path, because: Message.noFile(target))
    }
  }

  package func predictions(
    for verdict: Verdict, from state: LinkState
  ) -> [(Identity, Prediction)] {
    guard let action = verdict.action else { return [] }
    if action == .remove { return provides.map { ($0, Prediction(.absent)) } }
    guard verdict.changes.contains(where: { ["state", "target"].contains($0.attribute) }) else {
      return []
    }
    let prediction = Prediction(.present, attributes: .type(isHard ? "file" : "link"))
    return ParentDirectories.predictions(for: verdict) + provides.map { ($0, prediction) }
  }
}

private enum Message {
  static func obstacle(_ type: FileStatus.FileType) -> String {
    "a \(type.rawValue) is in its place"
  }
  static func obstacleRemedy(_ type: FileStatus.FileType, _ isForced: Bool) -> String {
    type == .directory && isForced
      ? "it is not empty: move what it holds first" : "write 'force: true' to replace it"
  }
  static func noLink(_ type: FileStatus.FileType) -> String {
    "it is a \(type.rawValue), not a link"
  }
  static func removeRemedy(_ type: FileStatus.FileType) -> String {
    type == .directory ? "declare it in 'directories'" : "declare it in 'files'"
  }
  static let onlyName = "it is not another name of a file that stays"
  static let otherFile = "a file with other content is in its place"
  static let otherFileRemedy = "write 'force: true' to replace it"
  static func notAFile(_ path: String, _ type: FileStatus.FileType) -> String {
    "'\(path)' is a \(type.rawValue): a hard link names a file"
  }
  static func noFile(_ path: String) -> String { "there is no file '\(path)'" }
  static func mayCome(_ path: String) -> String {
    "'\(path)' does not exist yet; something earlier in the run may bring it"
  }
}
