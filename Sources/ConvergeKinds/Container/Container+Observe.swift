package import ConvergeCore
internal import ConvergeSystems

/// Reading: one list of all containers and one of all images, then each container that is there.
extension Container {
  package static func observe(
    _ batch: [Container], on host: Host
  ) async -> [Result<State, HostError>] {
    do throws(HostError) {
      let engine = try await DockerEngine(on: host)
      let containers = try await engine.containerIDs()
      let images = try await engine.imageIDs()
      var results: [Result<State, HostError>] = []
      var configs: [String: Value] = [:]
      for container in batch {
        let localImage = container.image.flatMap { images[$0.listed] }
        guard let id = containers[container.name] else {
          results.append(.success(.missing(localImage: localImage)))
          continue
        }
        var result = await container.observe(id, localImage, engine, &configs)
        if case .success(.present(var found)) = result, let other = found.networkOwnerID {
          found.networkOwner = containers.first { $0.value == other }?.key
          result = .success(.present(found))
        }
        results.append(result)
      }
      return results
    } catch {
      let engine = await UnavailableEngine(error, on: host)
      return batch.map { _ in .success(.unavailable(engine)) }
    }
  }

  private func observe(
    _ id: String, _ localImage: String?, _ engine: DockerEngine, _ configs: inout [String: Value]
  ) async -> Result<State, HostError> {
    do throws(HostError) {
      guard let inspected = try await engine.container(id) else {
        return .success(.missing(localImage: localImage))
      }
      let image = inspected["Image"]?.text ?? ""
      if configs[image] == nil {
        configs[image] = try await engine.image(image)?["Config"] ?? .null
      }
      return .success(
        .present(
          InspectedContainer(
            id: id, inspected: inspected, imageConfig: configs[image] ?? .null,
            localImage: localImage)))
    } catch {
      return .failure(error)
    }
  }

  package func attributes(of state: State) -> Attributes {
    guard case .present(let container) = state else {
      return Attributes([.init("state", "absent")])
    }
    if mode == .absent {
      return Attributes([.init("state", container.value(of: "state", wanted: nil))])
    }
    return Attributes(
      desired.entries.map {
        Value.Member($0.key, container.value(of: $0.key, wanted: $0.value))
      })
  }

  package static func started(_ state: State) -> HostInstant.Mark? {
    guard case .present(let container) = state, container.isUp else { return nil }
    return wallNanoseconds(container.startedAt).map { .wall(nanoseconds: $0) }
  }
}
