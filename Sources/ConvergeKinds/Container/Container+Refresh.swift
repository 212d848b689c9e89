package import ConvergeCore
internal import ConvergeSystems

/// Refreshing, and cleaning up after a replacement that nobody finished.
extension Container {
  package func isRefreshable(in state: State) -> Bool {
    guard mode == .running, case .present(let container) = state else { return false }
    return container.isUp
  }

  package static func refresh(
    _ batch: [Owed<Container>], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>] {
    let engine: DockerEngine
    do throws(HostError) {
      engine = try await DockerEngine(on: host)
    } catch {
      return batch.map { _ in .failure(error) }
    }
    return await inParallel(batch, limit: run.jobs) { owed in
      // One that an attempt before this one has ended is started again where it is to run.
      guard case .present(let container) = owed.state,
        container.isUp || owed.resource.mode == .running
      else { return .success(.notRunning) }
      do throws(HostError) {
        try await engine.restartContainer(container.id)
        try await engine.waitUntilUp(
          container.id, name: owed.resource.name, timeout: owed.timeout)
        return .success(.delivered())
      } catch {
        return .failure(owed.resource.named(error))
      }
    }
  }

  package func leftovers(
    for verdict: Verdict, from state: State, in run: RunID
  ) -> [Leftover] {
    guard verdict.action == .replace else { return [] }
    let names = ReplacementNames(name, in: run)
    return [
      Leftover(role: "new", name: names.new, target: name),
      Leftover(role: "old", name: names.old, target: name),
    ]
  }

  /// A new container that is not there may have been asked for by a run that was killed a moment ago,
  /// so it is waited for a little. Without its name it is removed, unless there is no other: one that was made with
  /// `--rm` has removed itself by then. An old one is removed where the new one has the name
  /// already, and gets its own back where nobody has.
  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] {
    let engine: DockerEngine
    var ids: [String: String]
    do throws(HostError) {
      engine = try await DockerEngine(on: host)
      ids = try await engine.containerIDs { ids in
        leftovers.contains { leftover in
          leftover.role == "new" && ids[leftover.name] == nil
            && ids[ReplacementNames(new: leftover.name).old] == nil
        }
      }
    } catch {
      return leftovers.map { _ in .failure(error) }
    }
    var results: [Result<Void, HostError>] = []
    for leftover in leftovers {
      do throws(HostError) {
        try await clear(leftover, among: &ids, with: engine)
        results.append(.success(()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  private static func clear(
    _ leftover: Leftover, among ids: inout [String: String], with engine: DockerEngine
  ) async throws(HostError) {
    guard let id = ids[leftover.name] else { return }
    let names = ReplacementNames(new: leftover.name)
    let isNeeded =
      ids[leftover.target] == nil && (leftover.role == "old" || ids[names.old] == nil)
    if isNeeded {
      try await engine.renameContainer(id, to: leftover.target)
      ids[leftover.target] = id
    } else {
      try await engine.removeContainer(id)
    }
    ids[leftover.name] = nil
  }
}
