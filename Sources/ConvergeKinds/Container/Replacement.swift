internal import ConvergeCore
internal import ConvergeSystems

/// The names that a replacement uses on its way; both are journalled before it begins.
struct ReplacementNames {
  /// The new container, until it takes the name.
  let new: String
  /// The old one, once it has given the name up.
  let old: String

  init(_ name: String, in run: RunID) { self.init(new: "\(name).converge-\(run.suffix)") }

  init(new: String) {
    self.new = new
    old = "\(new).old"
  }
}

/// Puts a new container in the place of one that is there, and the old one back if that fails.
///
/// The new one is made beside the old one, so that a mistake in its settings costs nothing; only
/// then the old one stops, and gives up its ports and its name. It is removed once the new one is
/// up. Named volumes stay, anonymous ones are carried over.
struct Replacement {
  let container: Container
  let old: InspectedContainer
  let names: ReplacementNames
  let engine: DockerEngine
  let timeout: Duration

  func run() async throws(HostError) {
    let new = try await engine.createContainer(names.new, container.creation(carrying: carried))
    do throws(HostError) {
      try await container.stop(old, with: engine)
      if old.removesItself {
        // Its volumes stay, since the new one has them.
        try await engine.waitUntilGone(old.id)
      } else {
        try await engine.renameContainer(old.id, to: names.old)
      }
      try await engine.renameContainer(new, to: container.name)
      try await container.finish(new, with: engine, timeout: timeout)
    } catch {
      throw await undone(new, error)
    }
    try await engine.removeContainer(old.id)
  }

  private var carried: [String] {
    let declared = Set((container.settings.volumes ?? []).compactMap { MountedVolume($0)?.target })
    return old.anonymousVolumes.filter { volume in
      MountedVolume(volume).map { !declared.contains($0.target) } ?? false
    }
  }

  /// Removes the new container and gives the old one its name and its life back.
  private func undone(_ new: String, _ error: HostError) async -> HostError {
    do throws(HostError) {
      try await engine.removeContainer(new)
      let ids = try await engine.containerIDs()
      guard ids.values.contains(old.id) else { return Message.gone(error) }
      if ids[names.old] == old.id {
        try await engine.renameContainer(old.id, to: container.name)
      }
      if old.isUp { try await engine.startContainer(old.id) }
      return Message.putBack(error)
    } catch let second {
      return Message.notPutBack(error, second)
    }
  }
}

private enum Message {
  static func gone(_ error: HostError) -> HostError {
    HostError(
      error.reason, error.operation, error.subject,
      because: "\(error.because); the old container removed itself when it was stopped (--rm)",
      remedy: error.remedy)
  }

  static func putBack(_ error: HostError) -> HostError {
    HostError(
      error.reason, error.operation, error.subject,
      because: "\(error.because); the old container was put back", remedy: error.remedy)
  }

  static func notPutBack(_ error: HostError, _ second: HostError) -> HostError {
    HostError(
      error.reason, error.operation, error.subject,
      because: "\(error.because); the old container could not be put back: \(second)",
      remedy: error.remedy)
  }
}
