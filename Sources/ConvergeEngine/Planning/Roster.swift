internal import ConvergeCore
internal import Synchronization

/// The resources of one kind in a run, with what was last read of each.
///
/// The one place where a kind's own types meet the engine, which sees the protocol `Members`.
final class Roster<R: Resource>: Members {
  private struct Slot: Sendable {
    let steady: R
    /// With the values that hold only at creation.
    let creating: R?
  }

  private let slots: [Int: Slot]
  private let states = Mutex<[Int: Result<R.State, HostError>]>([:])

  var kind: Kind { R.kind }

  /// The resources of `R` among `declared`, by their indices.
  init(_ type: R.Type, _ declared: [(index: Int, resource: DeclaredResource)]) {
    var slots: [Int: Slot] = [:]
    for (index, declaration) in declared {
      guard let steady = declaration.resource as? R else { continue }
      slots[index] = Slot(steady: steady, creating: declaration.creating as? R)
    }
    self.slots = slots
  }

  func observe(_ members: [Int], on host: Host) async {
    await read(
      members.compactMap { member in slots[member].map { (member, $0.steady) } }, on: host)
    // What is read depends on what is declared: of a thing that is to be made, more may be.
    let missing = members.compactMap { member -> (Int, R)? in
      guard let creating = slots[member]?.creating,
        case .success(let state) = state(of: member), !R.exists(state)
      else { return nil }
      return (member, creating)
    }
    if !missing.isEmpty { await read(missing, on: host) }
  }

  private func read(_ found: [(member: Int, resource: R)], on host: Host) async {
    let results = await R.observe(found.map(\.resource), on: host)
    precondition(results.count == found.count, "\(kind.name) read another number than asked")
    states.withLock { states in
      for (position, (member, _)) in found.enumerated() { states[member] = results[position] }
    }
  }

  func reading(of member: Int) -> Result<Reading, HostError> {
    state(of: member).map { state in
      let resource = active(member, in: state)
      return Reading(
        exists: R.exists(state), desired: resource.desired,
        observed: resource.attributes(of: state),
        isRefreshable: resource.isRefreshable(in: state), started: R.started(state))
    }
  }

  func verdict(of member: Int, last: Applied?, in predicted: PredictedHost) -> Verdict {
    switch state(of: member) {
    case .failure(let error): .failing(error)
    case .success(let state): active(member, in: state).plan(from: state, last: last, in: predicted)
    }
  }

  func predictions(of member: Int, for verdict: Verdict) -> [(Identity, Prediction)] {
    guard case .success(let state) = state(of: member) else { return [] }
    return active(member, in: state).predictions(for: verdict, from: state)
  }

  func leftovers(of member: Int, for verdict: Verdict, in run: RunID) -> [Leftover] {
    guard case .success(let state) = state(of: member) else { return [] }
    return active(member, in: state).leftovers(for: verdict, from: state, in: run)
  }

  func apply(
    _ orders: [ApplyOrder], in run: RunContext, on host: Host
  ) async -> [Applying] {
    var planned: [Planned<R>] = []
    for order in orders {
      guard case .success(let state) = state(of: order.member) else { continue }
      planned.append(
        Planned(
          active(order.member, in: state), state, order.verdict, last: order.last,
          timeout: order.timeout))
    }
    precondition(planned.count == orders.count, "only what was read is applied")
    let effects = await R.apply(planned, in: run, on: host)
    precondition(effects.count == orders.count, "\(kind.name) applied another number than asked")
    let ended = host.clock.now()
    // As it was applied, with the values of a creation.
    await read(zip(orders, planned).map { ($0.member, $1.resource) }, on: host)
    return zip(orders, zip(planned, effects)).map { order, pair in
      self.applying(order, pair.0, pair.1, ended: ended)
    }
  }

  func refresh(
    _ orders: [RefreshOrder], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>] {
    var owed: [Owed<R>] = []
    for order in orders {
      guard case .success(let state) = state(of: order.member) else { continue }
      owed.append(
        Owed(
          active(order.member, in: state), state, causes: order.causes.map(\.description),
          timeout: order.timeout))
    }
    precondition(owed.count == orders.count, "only what was read is refreshed")
    let deliveries = await R.refresh(owed, in: run, on: host)
    precondition(deliveries.count == orders.count, "\(kind.name) refreshed another number")
    return deliveries
  }

  private func state(of member: Int) -> Result<R.State, HostError> {
    states.withLock { $0[member] } ?? .failure(Self.neverRead)
  }

  private static var neverRead: HostError {
    HostError(.other, "read", R.kind.name, because: "it was never read")
  }

  /// What holds for the thing as it is now: creation's own values only while it is missing.
  private func active(_ member: Int, in state: R.State) -> R {
    guard let slot = slots[member] else { preconditionFailure("no member \(member)") }
    return R.exists(state) ? slot.steady : slot.creating ?? slot.steady
  }

  private func applying(
    _ order: ApplyOrder, _ planned: Planned<R>, _ effect: Result<Effect, HostError>,
    ended: HostInstant
  ) -> Applying {
    let after = state(of: order.member)
    let isSame = (try? after.get()) == planned.state
    switch (effect, after) {
    case (.failure(let error), _): return Applying(error: error, isSame: isSame, ended: ended)
    case (.success, .failure(let error)):
      return Applying(error: error, isSame: false, ended: ended)
    case (.success(let effect), .success(let state)):
      let error = planned.resource.complaint(
        about: state, after: planned.verdict, last: planned.last)
      return Applying(
        error: error, isSame: error != nil && isSame, isChange: effect.isChange,
        messages: effect.messages, ended: ended)
    }
  }
}
