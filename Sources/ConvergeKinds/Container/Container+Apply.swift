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
        return .failure(error)
      }
    }
  }

  private func apply(
    _ planned: Planned<Container>, with engine: DockerEngine, in run: RunContext
  ) async throws(HostError) {
    guard case .present(let container) = planned.state else {
      try await create(locally: planned.state.localImage, planned.timeout, with: engine, in: run)
      return
    }
    switch planned.verdict.action {
    case .remove:
      try await stop(container, with: engine)
      try await engine.removeContainer(container.id)
    case .replace:
      try await pull(unless: container.localImage, planned.timeout, with: engine, in: run)
      let replacement = Replacement(
        container: self, old: container, names: ReplacementNames(name, in: run.id),
        engine: engine, timeout: planned.timeout)
      try await replacement.run()
    default:
      try await update(container, planned, with: engine)
    }
  }

  private func create(
    locally image: String?, _ timeout: Duration, with engine: DockerEngine, in run: RunContext
  ) async throws(HostError) {
    try await pull(unless: image, timeout, with: engine, in: run)
    let id = try await engine.createContainer(name, creation(carrying: []))
    try await finish(id, with: engine, timeout: timeout)
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
    if old.isRunning { try await engine.stopContainer(old.id) }
  }

  private func update(
    _ old: InspectedContainer, _ planned: Planned<Container>, with engine: DockerEngine
  ) async throws(HostError) {
    let changed = Set(planned.verdict.changes.map(\.attribute))
    if !changed.isDisjoint(with: ["memory", "cpus", "restart"]) {
      try await engine.updateContainer(old.id, limits(memorySwap: old.memorySwap))
    }
    if changed.contains("networks") {
      let present = Set(old.value(of: "networks", wanted: nil).list?.compactMap(\.text) ?? [])
      let wanted = Set(settings.networks ?? [])
      for network in wanted.subtracting(present).sorted() {
        try await engine.connect(old.id, to: network)
      }
      for network in present.subtracting(wanted).sorted() {
        try await engine.disconnect(old.id, from: network)
      }
    }
    guard changed.contains("state") else { return }
    if mode == .running {
      try await engine.startContainer(old.id)
      try await engine.waitUntilUp(old.id, name: name, timeout: planned.timeout)
    } else {
      try await stop(old, with: engine)
    }
  }
}
