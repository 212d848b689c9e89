package import ConvergeCore
internal import ConvergeSystems

extension Command {
  package func plan(from state: State, last: Applied?, in predicted: PredictedHost) -> Verdict {
    switch occasion {
    case .refresh: return .inSync
    case .always: return settled(.change(.run, []), state, predicted)
    case .need: break
    }
    if let creates, let verdict = verdict(on: creates, state, predicted) { return verdict }
    if let because = dependence(on: predicted) {
      return .unknown(.run, changes(from: state), because: because)
    }
    if state.unless == true || state.onlyIf == false { return .inSync }
    if let creates, predicted.mayProvide(Identity(.path, creates)), state.obstacle == nil {
      return .unknown(.run, changes(from: state), because: Message.mayBeThere(creates))
    }
    return settled(.change(.run, changes(from: state)), state, predicted)
  }

  /// Where what it creates is there, or will be, there is nothing to do; where it will be gone,
  /// there is.
  private func verdict(
    on creates: String, _ state: State, _ predicted: PredictedHost
  ) -> Verdict? {
    switch predicted.prediction(for: Identity(.path, creates))?.presence {
    case .present?: return .inSync
    case .unknown?:
      return .unknown(.run, changes(from: state), because: Message.mayBeThere(creates))
    case .absent? where state.hasCreated == true:
      let change = Change("creates", from: .text(Answer.absent), to: .text(Answer.present))
      if onlyIf == nil, unless == nil { return .change(.run, [change]) }
      return .unknown(.run, [change], because: Message.guardsLater)
    case .absent?, nil: return state.hasCreated == true ? .inSync : nil
    }
  }

  /// The verdict, unless something keeps it from running.
  private func settled(
    _ verdict: Verdict, _ state: State, _ predicted: PredictedHost
  ) -> Verdict {
    guard let obstacle = state.obstacle else { return verdict }
    if let missing = obstacle.missing, predicted.mayProvide(missing) {
      return .unknown(.run, verdict.changes, because: Message.notYet(obstacle.error))
    }
    return .failing(obstacle.error)
  }

  /// What the guards speak of that will be another by then.
  private func dependence(on predicted: PredictedHost) -> String? {
    for word in Self.words(of: (unless ?? []) + (onlyIf ?? [])) {
      var things = [Identity(.unit, word), Identity(.unit, "\(word).service")]
      things += [.package, .user, .group, .container, .image].map { Identity($0, word) }
      if word.hasPrefix("/") { things = [Identity(.path, word)] }
      if let thing = things.first(where: { predicted.prediction(for: $0) != nil }) {
        return Message.depends(thing)
      }
    }
    return nil
  }

  /// The words that may name something: arguments, and what stands between the punctuation of a
  /// script.
  private static func words(of arguments: [String]) -> Set<String> {
    var words = Set(arguments)
    for argument in arguments {
      for word in argument.split(whereSeparator: { " \t\n;|&<>()\"'`=$[]{}".contains($0) }) {
        words.insert(String(word))
      }
    }
    return words
  }

  private func changes(from state: State) -> [Change] {
    var changes: [Change] = []
    if creates != nil {
      changes.append(Change("creates", from: .text(Answer.absent), to: .text(Answer.present)))
    }
    if unless != nil {
      changes.append(
        Change("unless", from: Answer.shown(state.unless), to: .text(Answer.succeeds)))
    }
    if changes.isEmpty, onlyIf != nil {
      changes.append(
        Change("only_if", from: Answer.shown(state.onlyIf), to: .text(Answer.fails)))
    }
    return changes
  }

  /// What it creates must be there, and `unless` must succeed; `only_if` is a condition, not an aim.
  package func complaint(
    about state: State, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    guard occasion == .need, state.onlyIf != false else { return nil }
    if let creates, state.hasCreated != true { return Message.didNotCreate(creates, label) }
    if state.unless == false { return Message.stillFails(label) }
    return nil
  }

  package func isRefreshable(in state: State) -> Bool { state.onlyIf != false }
}

private enum Message {
  static func mayBeThere(_ path: String) -> String {
    "what runs before it may bring '\(path)'"
  }
  static let guardsLater = "its guards are asked once what runs before it is done"
  static func notYet(_ error: HostError) -> String {
    "what it needs is not there yet: \(error.because)"
  }
  static func depends(_ thing: Identity) -> String {
    "its guards may depend on \(thing), which changes before"
  }
  static func didNotCreate(_ path: String, _ label: String) -> HostError {
    HostError(
      .didNotTake, "run", "command '\(label)'",
      because: "it ran, and '\(path)', which it creates, is not there")
  }
  static func stillFails(_ label: String) -> HostError {
    HostError(
      .didNotTake, "run", "command '\(label)'", because: "it ran, and its 'unless' still fails")
  }
}
