internal import ConvergeCore
internal import Synchronization

/// The resources of one kind in a run, with what was last read of each.
///
/// The one place where a kind's own types meet the engine, which sees the protocol `Members`.
final class Roster<R: Resource>: Members {
  /// Where each member is found in the arrays below.
  private let positions: [Int: Int]
  private let resources: [R]
  /// Those that have values that hold only at creation, with them, by position.
  private let creating: [Int: R]
  /// Empty as long as nothing was read.
  private let states = Mutex<[Result<R.State, HostError>]>([])

  var kind: Kind { R.kind }

  /// The resources of `R` among `declared`, by their indices.
  init(_ type: R.Type, _ declared: [(index: Int, resource: DeclaredResource)]) {
    var positions: [Int: Int] = [:]
    var resources: [R] = []
    var creating: [Int: R] = [:]
    positions.reserveCapacity(declared.count)
    resources.reserveCapacity(declared.count)
    for (index, declaration) in declared {
      guard let resource = declaration.resource as? R else { continue }
      if let other = declaration.creating { creating[resources.count] = other as? R }
      positions[index] = resources.count
      resources.append(resource)
    }
    self.positions = positions
    self.resources = resources
    self.creating = creating
  }

  func observe(_ members: [Int], on host: Host) async {
    let positions = members.map(position)
    await read(positions, on: host)
    guard !creating.isEmpty else { return }
    // What is read depends on what is declared: of a thing that is to be made, more may be.
    let missing = states.withLock { states in
      positions.filter { position in
        guard creating[position] != nil, case .success(let state) = states[position] else {
          return false
        }
        return !R.exists(state)
      }
    }
    await read(missing, with: creating, on: host)
  }

  /// Reads the resources at these positions, `variants` of them where there are any.
  private func read(
    _ positions: [Int], with variants: [Int: R] = [:], on host: Host
  ) async {
    if positions.isEmpty { return }
    let isWhole = variants.isEmpty && positions.elementsEqual(resources.indices)
    let batch = isWhole ? resources : positions.map { variants[$0] ?? resources[$0] }
    let results = await R.observe(batch, on: host)
    precondition(results.count == batch.count, "\(kind.name) read another number than asked")
    states.withLock { states in
      if isWhole {
        states = results
        return
      }
      if states.isEmpty {
        states = Array(repeating: .failure(Self.neverRead), count: resources.count)
      }
      for (position, result) in zip(positions, results) { states[position] = result }
    }
  }

  func reading(of member: Int) -> Result<Reading, HostError> {
    switch state(of: member) {
    case .failure(let error): return .failure(error)
    case .success(let state):
      let resource = active(member, in: state)
      return .success(
        Reading(
          exists: R.exists(state), desired: resource.desired,
          observed: resource.attributes(of: state),
          isRefreshable: resource.isRefreshable(in: state), started: R.started(state)))
    }
  }

  func holdings(of member: Int) -> [Identity] {
    guard case .success(let state) = state(of: member) else { return [] }
    return active(member, in: state).holdings(in: state)
  }

  func likeness(of member: Int) -> Likeness? {
    guard case .success(let state) = state(of: member) else { return nil }
    return active(member, in: state).likeness(in: state)
  }

  func realIdentity(of member: Int, on host: Host) throws(HostError) -> Identity {
    let state = try state(of: member).get()
    return try active(member, in: state).realIdentity(in: state, on: host)
  }

  func verdict(
    of member: Int, last: Applied?, in predicted: PredictedHost, on occasion: Occasion
  ) -> Verdict {
    switch state(of: member) {
    case .failure(let error): .failing(error)
    case .success(let state) where kind.hasOccasions:
      active(member, in: state).plan(from: state, last: last, in: predicted, on: occasion)
    case .success(let state): active(member, in: state).plan(from: state, last: last, in: predicted)
    }
  }

  func disruption(of member: Int, _ verdict: Verdict) -> Disruption? {
    guard case .success(let state) = state(of: member) else { return nil }
    return active(member, in: state).disruption(of: verdict, from: state)
  }

  func event(of member: Int) -> Event { resources[position(of: member)].event }

  func predictions(of member: Int, for verdict: Verdict) -> [(Identity, Prediction)] {
    guard case .success(let state) = state(of: member) else { return [] }
    return active(member, in: state).predictions(for: verdict, from: state)
  }

  func leftovers(of member: Int, for verdict: Verdict, in run: RunID) -> [Leftover] {
    guard case .success(let state) = state(of: member) else { return [] }
    return active(member, in: state).leftovers(for: verdict, from: state, in: run)
  }

  func clear(_ leftovers: [Leftover], on host: Host) async -> [Result<Void, HostError>] {
    await R.clear(leftovers, on: host)
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
          timeout: order.timeout, on: order.occasion, isLastAttempt: order.isLastAttempt))
    }
    precondition(planned.count == orders.count, "only what was read is applied")
    let effects = await R.apply(planned, in: run, on: host)
    precondition(effects.count == orders.count, "\(kind.name) applied another number than asked")
    let ended = host.clock.now()
    // As it was applied, with the values of a creation.
    let applied = orders.map { position(of: $0.member) }
    await read(
      applied, with: Dictionary(uniqueKeysWithValues: zip(applied, planned.map(\.resource))),
      on: host)
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

  private func position(of member: Int) -> Int {
    guard let position = positions[member] else { preconditionFailure("no member \(member)") }
    return position
  }

  private func state(of member: Int) -> Result<R.State, HostError> {
    let position = position(of: member)
    return states.withLock { $0.isEmpty ? .failure(Self.neverRead) : $0[position] }
  }

  private static var neverRead: HostError {
    HostError(.other, "read", R.kind.name, because: "it was never read")
  }

  /// What holds for the thing as it is now: creation's own values only while it is missing.
  private func active(_ member: Int, in state: R.State) -> R {
    let position = position(of: member)
    if !creating.isEmpty, !R.exists(state), let other = creating[position] { return other }
    return resources[position]
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
