package import ConvergeCore
internal import ConvergeSystems

extension Line {
  /// What there will be to edit when the line's turn comes.
  private enum Ground {
    case missing
    case text([UInt8], isSensitive: Bool)
    case unknown(because: String)
    case unusable(HostError)
  }

  package func plan(
    from state: LineState, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    switch ground(state, in: predicted) {
    case .unusable(let error): return .failing(error)
    case .unknown(let why):
      let change = Change("line", from: .unknown, to: isPresent ? shown(edit.line ?? "") : .null)
      return .unknown(isPresent ? .update : .remove, [change], because: why)
    case .missing: return planMissing(state, in: predicted)
    case .text(let bytes, let isSensitive):
      return plan(edit.outcome(in: bytes), of: bytes, isSensitive, state, in: predicted)
    }
  }

  private func ground(_ state: LineState, in predicted: PredictedHost) -> Ground {
    let things = [path, state.place].map { Identity(.path, $0) }
    guard let prediction = things.lazy.compactMap({ predicted.prediction(for: $0) }).first else {
      switch state.text {
      case .missing where isPresent && !creates && predicted.mayProvide(things[0]):
        return .unknown(because: Message.mayCome(path))
      case .missing: return .missing
      case .readable(let bytes): return .text(bytes, isSensitive: false)
      case .unusable(let error): return .unusable(error)
      }
    }
    switch (prediction.presence, prediction.attributes["type"]?.text ?? "file") {
    case (.absent, _): return .missing
    case (.unknown, _): return .unknown(because: Message.mayCome(path))
    case (.present, "file"): break
    case (.present, "directory"): return .unusable(Message.directory(path))
    case (.present, _): return .unknown(because: Message.otherwise(path))
    }
    switch prediction.content {
    case .bytes(let bytes): return .text(bytes, isSensitive: false)
    case .sensitive(.bytes(let bytes)): return .text(bytes, isSensitive: true)
    default: return .unknown(because: Message.otherwise(path))
    }
  }

  private func planMissing(_ state: LineState, in predicted: PredictedHost) -> Verdict {
    guard let text = newFile else { return .inSync }
    guard creates else { return .failing(Message.noFile(path)) }
    var outlook = FileOutlook()
    outlook.changes = changes(from: [], to: text, old: [], isSensitive, hidesRest: false)
    outlook.requireParents(of: state.place, state.path, makesParents: makesParents, in: predicted)
    heed(state.check, in: predicted, &outlook)
    return outlook.verdict(.create)
  }

  private func plan(
    _ outcome: LineEdit.Outcome, of bytes: [UInt8], _ isSecret: Bool, _ state: LineState,
    in predicted: PredictedHost
  ) -> Verdict {
    switch outcome {
    case .asDeclared: return .inSync
    case .ambiguous(let rows): return .failing(Message.ambiguous(path, rows))
    case .changed(let text, let old):
      if let kept = old.first(where: { isDeclared($0, state, predicted) }) {
        return .failing(Message.undoes(path, kept))
      }
      // What others may not read on the host is not shown around the line either.
      let isPrivate = state.path.entry.map { $0.mode & 0o004 == 0 } ?? false
      var outlook = FileOutlook()
      outlook.changes = changes(
        from: bytes, to: text, old: old, isSensitive, hidesRest: isSecret || isPrivate)
      heed(state.check, in: predicted, &outlook)
      return outlook.verdict(isPresent ? old.isEmpty ? .create : .update : .remove)
    }
  }

  /// Whether a line that would go is what another resource declares.
  private func isDeclared(_ old: String, _ state: LineState, _ predicted: PredictedHost) -> Bool {
    guard old != edit.line || !isPresent else { return false }
    return [path, state.place].contains { predicted.declared.contains(.reading(old, in: $0)) }
  }

  /// - Parameter old: the lines that go, none where one is added.
  private func changes(
    from bytes: [UInt8], to text: [UInt8], old: [String], _ isSensitive: Bool, hidesRest: Bool
  ) -> [Change] {
    let from = shown(old)
    let to = isPresent ? edit.line.map(shown) ?? .null : .null
    var changes: [Change] = []
    if !isPresent { changes.append(Change("state", from: "present", to: .null)) }
    if old.isEmpty { changes.append(Change("state", from: .null, to: "present")) }
    let contents = Change.Contents(old: bytes, new: text, isSensitive: isSensitive || hidesRest)
    guard hidesRest, !isSensitive else {
      return changes + [Change("line", from: from, to: to, contents: contents)]
    }
    return changes + [
      Change("line", from: from, to: to),
      Change(
        "content", from: Self.digest(of: bytes), to: Self.digest(of: text), contents: contents),
    ]
  }

  private static func digest(of bytes: [UInt8]) -> Value {
    .sensitive(.text(Digest(of: bytes).description))
  }

  /// A complaint in a plan is no verdict: the check saw the candidate on its standard input, which
  /// not every program takes, and before the rest of the run.
  private func heed(
    _ outcome: LineState.CheckOutcome, in predicted: PredictedHost, _ outlook: inout FileOutlook
  ) {
    switch outcome {
    case .notRun, .passed: return
    case .complained(let error): outlook.uncertainty = Message.complained(error)
    case .missing:
      let program = check?.arguments.first ?? ""
      let mayCome =
        program.hasPrefix("/")
        ? predicted.mayProvide(Identity(.path, program)) : predicted.isOpen
      if mayCome {
        outlook.uncertainty = Message.notInstalled(program)
      } else {
        outlook.error = outlook.error ?? Message.noProgram(program, path)
      }
    }
  }

  package func predictions(
    for verdict: Verdict, from state: LineState
  ) -> [(Identity, Prediction)] {
    guard verdict.action != nil else { return [] }
    let contents = verdict.changes.lazy.compactMap(\.contents).first
    let content = contents.map { contents in
      let bytes = Value.bytes(contents.new)
      return contents.isSensitive ? Value.sensitive(bytes) : bytes
    }
    let file = Prediction(.present, content: content ?? .unknown, attributes: .type("file"))
    let things = Set([path, state.place]).map { Identity(.path, $0) }
    let units = [UnitFiles.provided(byPath: path)].compactMap { $0 }
    return ParentDirectories.predictions(for: verdict) + (things + units).map { ($0, file) }
      + [(identity, Prediction(isPresent ? .present : .absent))]
  }

  package func complaint(
    about state: LineState, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    switch plan(from: state, last: last, in: PredictedHost()) {
    case .inSync: nil
    case .failing(let error): error
    case .change, .unknown: Message.undone(path)
    }
  }
}

private enum Message {
  static func mayCome(_ path: String) -> String {
    "'\(path)' does not exist yet; something earlier in the run may bring it"
  }
  static func otherwise(_ path: String) -> String {
    "'\(path)' will be another one by then, made earlier in the run"
  }
  static func directory(_ path: String) -> HostError {
    HostError(.wrongType, "edit", path, because: "it will be a directory")
  }
  static func noFile(_ path: String) -> HostError {
    HostError(
      .notFound, "edit", path, because: "there is no such file",
      remedy: "declare it in 'files', or write 'create: true'")
  }
  static func ambiguous(_ path: String, _ rows: [Int]) -> HostError {
    let shown = rows.prefix(10).map(String.init).joined(separator: ", ")
    return HostError(
      .refused, "edit", path,
      because: "lines \(shown)\(rows.count > 10 ? " and more" : "") match, and one is meant",
      remedy: "narrow 'match', or say with 'multiple' which of them it is")
  }
  static func undoes(_ path: String, _ line: String) -> HostError {
    HostError(
      .refused, "edit", path, because: "it would undo '\(line)', which another 'line' declares",
      remedy: "narrow 'match', or leave one of the two out")
  }
  static func complained(_ error: HostError) -> String {
    "its check complains about the candidate on standard input: \(error.because)"
  }
  static func notInstalled(_ program: String) -> String {
    "its check '\(program)' is not installed yet"
  }
  static func noProgram(_ program: String, _ path: String) -> HostError {
    HostError(
      .notFound, "validate", path, because: "there is no program '\(program)'",
      remedy: "declare the package that brings it")
  }
  static func undone(_ path: String) -> HostError {
    HostError(
      .didNotTake, "edit", path, because: "the line is not as declared afterwards",
      remedy: "see which other program writes the file")
  }
}
