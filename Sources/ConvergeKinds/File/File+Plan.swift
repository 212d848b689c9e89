package import ConvergeCore
internal import ConvergeSystems

extension File {
  package func plan(
    from state: FileState, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    guard isPresent else { return planRemoval(from: state, in: predicted) }
    guard let entry = state.path.entry else {
      return planNew(from: state, .create, in: predicted) { $0.append(createdState) }
    }
    guard entry.type == .file else {
      guard isForced, entry.type != .directory else {
        return .failing(obstacle(entry.type))
      }
      return planNew(from: state, .replace, in: predicted) {
        $0.append(Change("state", from: .text(entry.type.rawValue), to: "present"))
      }
    }
    var outlook = FileOutlook()
    if let change = contentChange(from: state) {
      outlook.changes.append(change)
      heed(state.check, in: predicted, &outlook)
    }
    attributes.plan(from: state.path, in: predicted, into: &outlook)
    return outlook.verdict(.update)
  }

  private var createdState: Change { Change("state", from: .null, to: "present") }

  private func planRemoval(from state: FileState, in predicted: PredictedHost) -> Verdict {
    guard let entry = state.path.entry else {
      return FileOutlook.absent(path, state.path, in: predicted)
    }
    guard entry.type == .file || (isForced && entry.type != .directory) else {
      return .failing(obstacle(entry.type))
    }
    return .change(.remove, [Change("state", from: "present", to: .null)])
  }

  private func planNew(
    from state: FileState, _ action: Verdict.Action, in predicted: PredictedHost,
    _ begin: (inout [Change]) -> Void
  ) -> Verdict {
    var outlook = FileOutlook()
    begin(&outlook.changes)
    if let content {
      outlook.changes.append(
        Change(
          "content", from: .null, to: content.digest,
          contents: .init(old: [], new: content.bytes, isSensitive: content.isSensitive)))
    }
    attributes.plan(from: state.path, created: Self.newMode, in: predicted, into: &outlook)
    if state.path.entry == nil {
      outlook.requireParents(of: path, state.path, makesParents: makesParents, in: predicted)
    }
    heed(state.check, in: predicted, &outlook)
    return outlook.verdict(action)
  }

  private func contentChange(from state: FileState) -> Change? {
    guard let content else { return nil }
    switch state.content {
    case .notCompared, .asDeclared: return nil
    case .large(let bytes):
      return Change("content", from: .text("\(bytes) bytes"), to: content.digest)
    case .other(let bytes):
      return Change(
        "content", from: FileContent.digest(of: bytes, isSensitive: content.isSensitive),
        to: content.digest,
        contents: .init(old: bytes, new: content.bytes, isSensitive: content.isSensitive))
    }
  }

  /// A complaint in a plan is no verdict: the check saw the candidate on its standard input, which
  /// not every program takes, and before the rest of the run.
  private func heed(
    _ check: FileState.CheckOutcome, in predicted: PredictedHost, _ outlook: inout FileOutlook
  ) {
    switch check {
    case .notRun, .passed: return
    case .complained(let error): outlook.uncertainty = Message.complained(error)
    case .missing:
      let program = self.check?.arguments.first ?? ""
      let mayCome =
        program.hasPrefix("/")
        ? predicted.mayProvide(Identity(.path, program)) : predicted.isOpen
      if mayCome {
        outlook.uncertainty = Message.notInstalled(program)
      } else {
        outlook.error =
          outlook.error
          ?? HostError(
            .notFound, "validate", path, because: Message.noProgram(program),
            remedy: Message.install)
      }
    }
  }

  private func obstacle(_ type: FileStatus.FileType) -> HostError {
    HostError(
      .wrongType, isPresent ? "write" : "remove", path, because: Message.obstacle(type),
      remedy: Message.remedy(for: type))
  }

  package func predictions(
    for verdict: Verdict, from state: FileState
  ) -> [(Identity, Prediction)] {
    guard let action = verdict.action else { return [] }
    if action == .remove { return provides.map { ($0, Prediction(.absent)) } }
    let isRewritten = verdict.changes.contains { ["state", "content"].contains($0.attribute) }
    guard isRewritten else { return [] }
    let bytes = Value.bytes(content?.bytes ?? [])
    let prediction = Prediction(
      .present, content: content?.isSensitive == true ? .sensitive(bytes) : bytes,
      attributes: .type("file"))
    return ParentDirectories.predictions(for: verdict) + provides.map { ($0, prediction) }
  }
}

private enum Message {
  static func obstacle(_ type: FileStatus.FileType) -> String {
    "a \(type.rawValue) is in its place"
  }
  static func remedy(for type: FileStatus.FileType) -> String {
    switch type {
    case .directory: "remove the directory first: a file never replaces one"
    case .link: "declare the path that the link leads to, or write 'force: true' to replace it"
    default: "write 'force: true' to replace it"
    }
  }
  static func complained(_ error: HostError) -> String {
    "its check complains about the candidate on standard input: \(error.because)"
  }
  static func notInstalled(_ program: String) -> String {
    "its check '\(program)' is not installed yet"
  }
  static func noProgram(_ program: String) -> String { "there is no program '\(program)'" }
  static let install = "declare the package that brings it"
}
