/// What most kinds want.
extension Resource {
  package var aim: Aim { .presence }
  package var provides: [Identity] { [identity] }
  package var needs: [Need] { [] }
  package var phase: Phase { aim == .absence ? Self.kind.removalPhase : Self.kind.phase }

  package var claims: [Identity] { [] }
  package var departingHome: String? { nil }
  package var isDirectory: Bool { false }
  package var event: Event { .change }
  package var needsSubscription: Bool { false }

  package func unknownName(
    on host: Host, among declared: Set<Identity>, isOpen: Bool
  ) throws(HostError) -> UnknownName? { nil }

  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost, on occasion: Occasion
  ) -> Verdict { plan(from: state, last: last, in: predicted) }

  package func holdings(in state: State) -> [Identity] { [] }
  package func likeness(in state: State) -> Likeness? { nil }

  package func realIdentity(in state: State, on host: Host) throws(HostError) -> Identity {
    if case .name(let name) = likeness(in: state) { name } else { identity }
  }

  package func predictions(for verdict: Verdict, from state: State) -> [(Identity, Prediction)] {
    switch verdict {
    case .inSync, .failing: []
    case .change(let action, _), .unknown(let action, _, _):
      provides.map {
        ($0, Prediction(action == .remove || aim == .absence ? .absent : .present))
      }
    }
  }

  package func leftovers(
    for verdict: Verdict, from state: State, in run: RunID
  ) -> [Leftover] { [] }

  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] { leftovers.map { _ in .success(()) } }

  /// It took if a plan from the new state, against the host as it is, has nothing left to do.
  package func complaint(
    about state: State, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    switch plan(from: state, last: last, in: PredictedHost()) {
    case .inSync: return nil
    case .failing(let error): return error
    case .change(_, let changes), .unknown(_, let changes, _):
      let names = changes.map(\.attribute).joined(separator: ", ")
      return HostError(
        .didNotTake, "change", identity.name,
        because: names.isEmpty ? "it is still not as declared" : "\(names) did not take")
    }
  }

  package func isRefreshable(in state: State) -> Bool { Self.kind.refresh != nil }

  package static func refresh(
    _ batch: [Owed<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>] { batch.map { _ in .success(.notRunning) } }

  package var refreshWord: String { "refresh" }

  package func disruption(of verdict: Verdict, from state: State) -> Disruption? {
    verdict.action == .replace ? .replace : nil
  }

  /// What may restart counts as a restart.
  package var disruptionOfRefresh: Disruption? {
    refreshWord.contains("restart") ? .restart : nil
  }

  package static func started(_ state: State) -> HostInstant.Mark? { nil }
}
