package import ConvergeCore
package import ConvergeSystems

/// An image of a container engine: there under its name, pulled if it is not.
package struct Image: Resource {
  package enum State: Sendable, Equatable {
    /// No engine answers.
    case unavailable(UnavailableEngine)
    /// The local image's id; nil where there is none of that name.
    case read(id: String?)
  }

  let name: ImageName
  let isWanted: Bool

  package static let kind = Kind(
    name: "image", section: "images",
    summary: "An image in the Docker Engine's local store, pulled where it is missing.",
    phase: .engines, removalPhase: .imageRemovals,
    attributes: [
      AttributeSpec(
        "name", .text, "The image's name with its tag or digest; `latest` is the default tag.")
    ],
    timeout: .seconds(1800))

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let text = declaration.name.scalar?.text ?? ""
    guard let name = ImageName(text) else {
      problems.error(
        Message.noName(text), at: declaration.name.place, hint: Message.nameHint)
      return nil
    }
    self.name = name
    isWanted = declaration.text("state") != "absent"
  }

  package var identity: Identity { Identity(.image, name.description) }
  package var aim: Aim { isWanted ? .presence : .absence }

  package var needs: [Need] { isWanted ? DockerEngine.providers.map(Need.thing) : [] }

  package var desired: Attributes {
    Attributes([.init("state", .text(isWanted ? "present" : "absent"))])
  }

  package static func observe(
    _ batch: [Image], on host: Host
  ) async -> [Result<State, HostError>] {
    do throws(HostError) {
      let ids = try await DockerEngine(on: host).imageIDs()
      return batch.map { .success(.read(id: ids[$0.name.listed])) }
    } catch {
      let engine = await UnavailableEngine(error, on: host)
      return batch.map { _ in .success(.unavailable(engine)) }
    }
  }

  package static func exists(_ state: State) -> Bool {
    if case .read(let id) = state { id != nil } else { false }
  }

  package func attributes(of state: State) -> Attributes {
    Attributes([.init("state", .text(Self.exists(state) ? "present" : "absent"))])
  }

  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    switch state {
    case .unavailable(let engine): return engine.verdict(isWanted: isWanted, predicted)
    case .read(let id):
      guard (id != nil) != isWanted else { return .inSync }
      let changes = [
        Change("state", from: isWanted ? "absent" : "present", to: isWanted ? "present" : "absent")
      ]
      return .change(isWanted ? .create : .remove, changes)
    }
  }

  package static func apply(
    _ batch: [Planned<Image>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    let engine: DockerEngine
    do throws(HostError) {
      engine = try await DockerEngine(on: host)
    } catch {
      return batch.map { _ in .failure(error) }
    }
    return await inParallel(batch, limit: run.jobs) { planned in
      await planned.resource.apply(with: engine, timeout: planned.timeout, in: run)
    }
  }

  private func apply(
    with engine: DockerEngine, timeout: Duration, in run: RunContext
  ) async -> Result<Effect, HostError> {
    do throws(HostError) {
      if isWanted {
        run.progress(identity, "pulling \(name)")
        try await engine.pull(name, timeout: timeout)
      } else {
        try await engine.removeImage(name)
      }
      return .success(Effect())
    } catch {
      return .failure(error)
    }
  }
}

private enum Message {
  static func noName(_ text: String) -> String { "'\(text)' is no image's name" }
  static let nameHint = "write name:tag, registry/path/name:tag or name@sha256:…"
}
