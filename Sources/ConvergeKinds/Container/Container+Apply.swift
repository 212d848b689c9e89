package import ConvergeCore
internal import ConvergeSystems

/// Changing: what can be is updated in place, anything else makes a new container beside the old.
extension Container {
  package static func apply(
    _ batch: [Planned<Container>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    let engine: DockerEngine
    do throws(HostError) {
      engine = try await DockerEngine(on: host)
    } catch {
      return batch.map { _ in .failure(error) }
    }
    return await inParallel(batch, limit: run.jobs) { planned in
      do throws(HostError) {
        try await planned.resource.apply(planned, with: engine, in: run)
        return .success(Effect())
      } catch {
        return .failure(planned.resource.named(error))
      }
    }
  }

  /// The error of this container, not of an id that nobody knows.
  func named(_ error: HostError) -> HostError {
    guard error.subject.hasPrefix("container ") else { return error }
    return HostError(
      error.reason, error.operation, "container \(name)", because: error.because,
      remedy: error.remedy)
  }

  private func apply(
    _ planned: Planned<Container>, with engine: DockerEngine, in run: RunContext
  ) async throws(HostError) {
    switch (planned.state, planned.verdict.action) {
    case (.present(let container), .remove):
      try await stop(container, with: engine)
      try await engine.removeContainer(container.id)
    case (.present(let container), .replace):
      try await pull(unless: container.localImage, planned.timeout, with: engine, in: run)
      let replacement = Replacement(
        container: self, old: container, names: ReplacementNames(name, in: run.id),
        engine: engine, timeout: planned.timeout)
      try await replacement.run()
    case (.present(let container), _): try await update(container, planned, with: engine)
    case (_, .remove): break
    default:
      try await create(locally: planned.state.localImage, planned.timeout, with: engine, in: run)
    }
  }

  private func create(
    locally image: String?, _ timeout: Duration, with engine: DockerEngine, in run: RunContext
  ) async throws(HostError) {
    try await pull(unless: image, timeout, with: engine, in: run)
    let id = try await make(with: engine)
    try await finish(id, with: engine, timeout: timeout)
  }

  /// Creates the container. One of ours that has the name by now is what a killed run had asked for
  /// a moment before: it makes way.
  private func make(with engine: DockerEngine) async throws(HostError) -> String {
    do throws(HostError) {
      return try await engine.createContainer(name, creation(carrying: []))
    } catch {
      guard error.reason == .refused,
        let id = try await engine.containerIDs(awaiting: { $0[name] == nil })[name],
        let found = try await engine.container(id),
        InspectedContainer(
          id: id, inspected: found, imageConfig: .null, localImage: nil
        ).isOurs
      else { throw error }
      try await engine.removeContainer(id)
      return try await engine.createContainer(name, creation(carrying: []))
    }
  }

  /// Connects a new container to its other networks, and starts it if it is to run.
  func finish(
    _ id: String, with engine: DockerEngine, timeout: Duration
  ) async throws(HostError) {
    for network in (settings.networks ?? []).dropFirst() {
      try await engine.connect(id, to: network)
    }
    guard mode == .running else { return }
    try await engine.startContainer(id)
    try await engine.waitUntilUp(id, name: name, timeout: timeout)
  }

  private func pull(
    unless local: String?, _ timeout: Duration, with engine: DockerEngine, in run: RunContext
  ) async throws(HostError) {
    guard let image, local == nil, try await engine.image(image.description) == nil else { return }
    run.progress(identity, "pulling \(image)")
    try await engine.pull(image, timeout: max(timeout, .seconds(1800)))
  }

  func stop(_ old: InspectedContainer, with engine: DockerEngine) async throws(HostError) {
    if old.isUp { try await engine.stopContainer(old.id) }
  }

  private func update(
    _ old: InspectedContainer, _ planned: Planned<Container>, with engine: DockerEngine
  ) async throws(HostError) {
    let changed = Set(planned.verdict.changes.map(\.attribute))
    let limits = limits(changed, over: old)
    if !limits.isEmpty { try await engine.updateContainer(old.id, .mapping(limits)) }
    if changed.contains("networks") { try await connect(old, with: engine) }
    guard changed.contains("state") else { return }
    guard mode == .running else { return try await stop(old, with: engine) }
    var restarts: Int64 = 0
    switch old.condition {
    case .stopped: try await engine.startContainer(old.id)
    case .restarting: try await engine.restartContainer(old.id)
    case .paused:
      try await engine.unpauseContainer(old.id)
      restarts = old.restarts
    // It was started before, and has not been seen healthy.
    case .running: restarts = old.restarts
    }
    try await engine.waitUntilUp(
      old.id, name: name, restarts: restarts, timeout: planned.timeout)
  }

  /// Connects first, so that it is never without a network.
  private func connect(
    _ old: InspectedContainer, with engine: DockerEngine
  ) async throws(HostError) {
    let present = Set(old.networks)
    let wanted = Set(settings.networks ?? [InspectedContainer.usualNetwork])
    for network in wanted.subtracting(present).sorted() {
      try await engine.connect(old.id, to: network)
    }
    for network in present.subtracting(wanted).sorted() {
      try await engine.disconnect(old.id, from: network)
    }
  }
}
