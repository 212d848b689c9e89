package import ConvergeCore
internal import Synchronization

/// A Docker Engine, as far as converge speaks with one: API 1.41 of `containers.md`, unless a case
/// asks for another.
///
/// A container whose image's label `fails` is set ends at once. What it forgets in a power cut is
/// that containers ran; their restart policy starts them again at boot.
package final class SimulatedDocker: SimulatedHTTPService, SimulatedVolatile {
  struct Content {
    var images: [String: SimulatedImage] = [:]
    /// Those whose names have gone to others.
    var untagged: [SimulatedImage] = []
    /// What a registry would give.
    var remote: [String: SimulatedImage] = [:]
    var containers: [SimulatedContainer] = []
    /// Names of the volumes that are there.
    var volumes: Set<String> = []
    /// How many containers there ever were.
    var count = 0
    /// The newest and the oldest version of the API that it speaks, their second number.
    var newestMinor = 41
    var oldestMinor = 12
  }

  let content = Mutex(Content())

  package init() {}

  /// The engine of a machine, there from the first use on.
  package static func on(_ machine: SimulatedHost) -> SimulatedDocker {
    if let known = machine.part(SimulatedDocker.self) { return known }
    let engine = machine.part(SimulatedDocker.self) { SimulatedDocker() }
    machine.install(engine, atSocket: "/run/docker.sock")
    machine.remember(engine)
    return engine
  }

  /// Puts an image there, or into the registry only. One that has the name loses it.
  package func add(image name: String, id: String, config: Value, isRemote: Bool = false) {
    let image = SimulatedImage(id: "sha256:" + Self.hexadecimal(id), config: config)
    content.withLock {
      if isRemote {
        $0.remote[name] = image
      } else {
        if let old = $0.images[name] { $0.untagged.append(old) }
        $0.images[name] = image
      }
    }
  }

  /// All containers, in the order of their creation.
  package var containers: [SimulatedContainer] { content.withLock { $0.containers } }

  /// The local images' names.
  package var imageNames: [String] { content.withLock { $0.images.keys.sorted() } }

  /// The names of the volumes that are there.
  package var volumeNames: Set<String> { content.withLock { $0.volumes } }

  /// Changes a container behind everybody's back.
  package func tamper(_ name: String, _ body: (inout SimulatedContainer) -> Void) {
    content.withLock { content in
      guard let index = content.containers.firstIndex(where: { $0.name == name }) else { return }
      body(&content.containers[index])
    }
  }

  package func losePower(on machine: SimulatedHost) {
    content.withLock { content in
      for index in content.containers.indices {
        content.containers[index].isRunning = false
        content.containers[index].isPaused = false
      }
    }
  }

  package func boot(on machine: SimulatedHost) {
    for container in containers {
      let policy = container.hostConfig["RestartPolicy"]?["Name"]?.text ?? ""
      if policy == "always" || policy == "unless-stopped" { start(container.id, on: machine) }
    }
  }

  /// Starts without a step: the caller has made one.
  func start(_ id: String, on machine: SimulatedHost) {
    let now = machine.host.clock.now().wallNanoseconds
    tamper(id: id) { container in
      guard !container.isRunning else { return }
      container.isRunning = container.config["Labels"]?["fails"] == nil
      container.isRestarting = false
      container.exitCode = container.isRunning ? 0 : 1
      container.startedNanoseconds = now
      container.starts += 1
      for bind in container.hostConfig["Binds"]?.list ?? [] {
        guard let source = bind.text?.split(separator: ":").first, source.hasPrefix("/") else {
          continue
        }
        container.loaded[String(source)] = machine.content(String(source)) ?? []
      }
    }
  }

  func tamper(id: String, _ body: (inout SimulatedContainer) -> Void) {
    content.withLock { content in
      guard let index = content.containers.firstIndex(where: { $0.id == id }) else { return }
      body(&content.containers[index])
    }
  }

  /// Takes a container away, and with it anonymous volumes if that is asked for and no other
  /// container has them.
  func remove(_ id: String, withVolumes: Bool) {
    content.withLock { content in
      let gone = content.containers.filter { $0.id == id }.flatMap(\.volumes).map(\.name)
      content.containers.removeAll { $0.id == id }
      guard withVolumes else { return }
      let used = content.containers.flatMap(\.volumes).map(\.name)
      content.volumes.subtract(Set(gone).subtracting(used))
    }
  }

  /// Sixty-four digits that begin with those of `text`.
  static func hexadecimal(_ text: String) -> String {
    let digits = text.filter(\.isHexDigit).lowercased()
    return digits + String(repeating: "0", count: max(0, 64 - digits.count))
  }
}
