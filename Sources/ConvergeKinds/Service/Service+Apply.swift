package import ConvergeCore
internal import ConvergeSystems

extension Service {
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    let systemd = Systemd(on: host)
    var outcomes = Outcomes(count: batch.count)
    let timeout = batch.map(\.timeout).max() ?? kind.timeout

    // Stops come before anything changes on disk, so that a unit stops as it was started.
    let stops = batch.indices.filter {
      batch[$0].resource.isRunning == false && !batch[$0].state.isStopped
    }
    announce(stops, of: batch, "stopping", in: run)
    outcomes.take(
      await systemd.perform(
        stops.map { UnitJob(.stop, batch[$0].resource.name) }, timeout: timeout),
      of: stops)

    let changes = outcomes.remaining.flatMap { index in
      batch[index].resource.fileChanges(from: batch[index].state).map { (index, $0) }
    }
    let changed = await systemd.change(changes.map(\.1))
    for ((index, _), result) in zip(changes, changed) { outcomes.take(result, of: index) }

    let starts = outcomes.remaining.filter {
      batch[$0].resource.isRunning == true && !batch[$0].state.isRunning
    }
    let hasChanged = changed.contains { (try? $0.get()) == true }
    let concerned = outcomes.remaining.filter { index in
      !stops.contains(index) || changes.contains { $0.0 == index }
    }
    do {
      if try await reloadIfNeeded(
        systemd, for: outcomes.remaining.map { batch[$0].resource.name }, isKnown: hasChanged)
      {
        outcomes.message(Message.reloaded, to: concerned)
      }
    } catch {
      for index in concerned { outcomes.fail(index, error) }
    }

    let ready = starts.filter { outcomes.error(of: $0) == nil }
    announce(ready, of: batch, "starting", in: run)
    outcomes.take(
      await carryOut(.start, ready.map { batch[$0].resource }, systemd, on: host, timeout: timeout),
      of: ready)
    return outcomes.results
  }

  /// Does jobs, and takes for failed what does not stay up.
  ///
  /// systemd calls a simple service started before its program has even begun, so such a one is
  /// looked at a moment later.
  static func carryOut(
    _ task: UnitJob.Task, _ services: [Service], _ systemd: Systemd, on host: Host,
    timeout: Duration
  ) async -> [Result<Void, HostError>] {
    let jobs = services.map { UnitJob(task, $0.name) }
    var results = await systemd.perform(jobs, timeout: timeout)
    let done = results.indices.filter { (try? results[$0].get()) != nil }
    guard !done.isEmpty else { return results }
    var states = await systemd.states(of: done.map { services[$0].name })
    let watches = zip(done, states).map { index, state in
      services[index].healthyAfter
        ?? (task != .reload && (try? state.get())?.isStartedUnseen == true ? settling : nil)
    }
    let before = states.map { (try? $0.get())?.startedMicroseconds }
    if let watched = watches.compactMap(\.self).max() {
      do {
        try await host.clock.sleep(for: watched)
      } catch {
        return results.map { $0.flatMap { .failure(error) } }
      }
      states = await systemd.states(of: done.map { services[$0].name })
    }
    for (position, index) in done.enumerated() {
      let started = watches[position] == nil ? nil : before[position]
      guard let state = try? states[position].get(), let because = weakness(of: state, started)
      else { continue }
      results[index] = .failure(await systemd.failure(of: jobs[index], because: because))
    }
    return results
  }

  /// How long a simple service that is to die at once is given for that.
  private static let settling: Duration = .milliseconds(200)

  /// Why a unit has not stayed up; nil where it has.
  ///
  /// - Parameter started: when it had started as the watch began; nil: it was not watched. One that
  ///   has started since was up at both looks, and down in between.
  private static func weakness(of state: UnitState, _ started: UInt64?) -> String? {
    if state.isLooping { return Message.loops }
    if state.activeState == "failed" { return Message.ended }
    guard let started, started != state.startedMicroseconds else { return nil }
    return Message.startedOver
  }

  /// Lets systemd read its units once more where it has to, and only there.
  ///
  /// - Returns: whether it did.
  static func reloadIfNeeded(
    _ systemd: Systemd, for names: [UnitName], isKnown: Bool = false
  ) async throws(HostError) -> Bool {
    if !isKnown {
      let states = await systemd.states(of: names).compactMap { try? $0.get() }
      guard states.contains(where: \.isStale) else { return false }
    }
    try await systemd.reload()
    return true
  }

  /// What has to be done to the links that enable and mask the unit.
  private func fileChanges(from state: UnitState) -> [UnitFileChange] {
    var changes: [UnitFileChange] = []
    let isUnmasked = isMasked == false && state.isMasked
    if isUnmasked { changes.append(UnitFileChange(.unmask, state.id)) }
    if state.isMaskedUntilBoot, isMasked != nil {
      changes.append(UnitFileChange(.unmaskUntilBoot, state.id))
    }
    if let isEnabled, isUnmasked || state.isEnabled == !isEnabled {
      // A mask hides whether the unit below it is enabled.
      if isEnabled || !state.isMissing {
        changes.append(UnitFileChange(isEnabled ? .enable : .disable, state.id))
      }
    }
    if isMasked == true, !state.isMasked || state.isMaskedUntilBoot {
      changes.append(UnitFileChange(.mask, state.id))
    }
    return changes
  }

  private static func announce(
    _ indices: [Int], of batch: [Planned<Self>], _ what: String, in run: RunContext
  ) {
    for index in indices { run.progress(batch[index].resource.identity, what) }
  }
}

/// How each of a batch has fared so far.
private struct Outcomes {
  private(set) var results: [Result<Effect, HostError>]

  init(count: Int) { results = Array(repeating: .success(Effect()), count: count) }

  /// Those that nothing has gone wrong with.
  var remaining: [Int] { results.indices.filter { error(of: $0) == nil } }

  func error(of index: Int) -> HostError? {
    if case .failure(let error) = results[index] { error } else { nil }
  }

  mutating func fail(_ index: Int, _ error: HostError) { results[index] = .failure(error) }

  mutating func take<T>(_ result: Result<T, HostError>, of index: Int) {
    if case .failure(let error) = result, self.error(of: index) == nil { fail(index, error) }
  }

  mutating func take(_ results: [Result<Void, HostError>], of indices: [Int]) {
    for (index, result) in zip(indices, results) { take(result, of: index) }
  }

  mutating func message(_ text: String, to indices: [Int]) {
    for index in indices {
      results[index] = results[index].map { effect in
        var effect = effect
        effect.messages.append(text)
        return effect
      }
    }
  }
}

private enum Message {
  static let reloaded = "systemd has read its units again"
  static let loops = "it ends right after its start, and systemd starts it over"
  static let ended = "it started and then failed"
  static let startedOver = "it did not stay up: systemd has started it over"
}
