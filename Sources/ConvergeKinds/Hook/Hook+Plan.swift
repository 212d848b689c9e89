package import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

extension Hook {
  /// Without an occasion: what is owed or under way by itself.
  package func plan(from state: State, last: Applied?, in predicted: PredictedHost) -> Verdict {
    plan(from: state, last: last, in: predicted, on: Occasion())
  }

  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost, on occasion: Occasion
  ) -> Verdict {
    switch state.status {
    case .running(let record, _):
      if occasion.isPlan { return .unknown(.run, [], because: Message.goesOn(record)) }
      return .change(.run, [])
    case .ended(_, let end):
      return .change(.run, [Change("run", from: "running", to: .text(outcome(of: end).rawValue))])
    case .lost:
      return .change(.run, [Change("run", from: "running", to: .text(Message.interrupted(self)))])
    case .idle, .owed: break
    }
    let owed: HookRecord? = if case .owed(let record) = state.status { record } else { nil }
    switch HookDecision(self, state.journal, owed: owed, on: occasion, inBoot: state.bootID) {
    case .nothing: return .inSync
    case .forgetFailure: return .unknown(.run, [], because: "")
    case .failed(let record): return .failing(Message.standing(record, label))
    case .open: return .unknown(.run, [], because: Message.open)
    case .run: return running(owed, state, predicted, occasion)
    }
  }

  /// It is to run: unless its guards or the host speak against it.
  private func running(
    _ owed: HookRecord?, _ state: State, _ predicted: PredictedHost, _ occasion: Occasion
  ) -> Verdict {
    let changes = changes(owed, state)
    if let obstacle = state.obstacle {
      if let missing = obstacle.missing, predicted.mayProvide(missing) {
        return .unknown(.run, changes, because: Message.notYet(obstacle.error))
      }
      return .failing(obstacle.error)
    }
    guard state.isWanted == false else { return .change(.run, changes) }
    // What comes before it may change what the guards say.
    guard occasion.isPlan, !occasion.references.isEmpty else { return .inSync }
    return .unknown(.run, changes, because: Message.guardsLater)
  }

  /// What differs from the last run: its trigger, or that one is owed.
  private func changes(_ owed: HookRecord?, _ state: State) -> [Change] {
    var changes: [Change] = []
    if let trigger, trigger != state.journal.lastTrigger {
      changes.append(
        Change(
          "trigger", from: state.journal.lastTrigger.map(Value.text) ?? .null, to: .text(trigger)))
    }
    if let owed { changes.append(Change("run", from: .text(Message.owed(owed)), to: "ok")) }
    return changes
  }

  /// What becomes of a run that ended so, but for attempts that follow.
  func outcome(of end: SupervisedEnd) -> HookRecord.State {
    switch end.way {
    case .timedOut: .timedOut
    case .signalled, .notStarted: .failed
    case .exited(let status):
      switch meanings[status] ?? .failed {
      case .ok: .ok
      case .changed: .changed
      case .reboot: .reboot
      case .failed, .retry: .failed
      }
    }
  }

  /// Its journal says what there is to say.
  package func complaint(
    about state: State, after verdict: Verdict, last: Applied?
  ) -> HostError? { nil }

  package func predictions(for verdict: Verdict, from state: State) -> [(Identity, Prediction)] {
    guard let creates, verdict.action != nil else { return [] }
    return [(Identity(.path, creates), Prediction(.unknown))]
  }
}

private enum Message {
  static let open = "it runs if what it subscribes to changes"
  static let guardsLater = "its guards are asked once what runs before it is done"
  static func goesOn(_ record: HookRecord) -> String {
    "its run \(record.number), begun by \(record.run), goes on"
  }
  static func owed(_ record: HookRecord) -> String { "owed since \(record.run)" }
  static func notYet(_ error: HostError) -> String {
    "what it needs is not there yet: \(error.because)"
  }
  static func interrupted(_ hook: Hook) -> String {
    switch hook.onInterrupt {
    case .fail: "interrupted"
    case .rerun: "interrupted, to be run again"
    case .continue: "interrupted, counted as ok"
    }
  }
  static func standing(_ record: HookRecord, _ label: String) -> HostError {
    let reason: HostError.Reason = record.state == .timedOut ? .timedOut : .failed
    return HostError(
      reason, "run", label,
      because: "its run \(record.number), of \(record.ended ?? record.since), did not go well: "
        + "\(record.message ?? record.state.rawValue); it is not run again for the same cause",
      remedy: "correct it, give it another 'trigger', or say 'converge hook retry \(label)'")
  }
}
