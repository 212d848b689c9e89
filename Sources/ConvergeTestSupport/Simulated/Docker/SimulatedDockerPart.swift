package import ConvergeCore
internal import Synchronization

/// `engine`, `images` and `containers` of a case.
///
/// - `engine`: `{ api, oldest }`, the versions of the API that it speaks, as `1.52`
/// - an image: `{ id, config, remote }`, `config` as the engine tells it
/// - a container: `{ image, image_id, running, paused, restarting, ours, config, host_config,
///   networks, volumes }`; `volumes` are anonymous ones, where they are mounted to digits of their
///   names. In `meanwhile:`, one that is there is changed, and `absent` takes it away.
///
/// An empty mapping of any is an engine with nothing in it. In `after:`, `config` and
/// `host_config` are compared as far as they are written, `absent` is a container or image that is
/// not there, `made` the how-manieth container of the engine it is, `starts` how often it was
/// started, and `loaded` what a bind-mounted file was at its last start.
package struct SimulatedDockerPart: SimulatedPart {
  package static let keys = ["engine", "images", "containers"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    let engine = SimulatedDocker.on(machine)
    if key == "engine" { return try speak(node, engine) }
    for (name, value) in try node.named() {
      if key == "images" {
        try value.requireKeys(["id", "config", "remote"])
        engine.add(
          image: name, id: value.text("id") ?? "1a", config: value["config"]?.value ?? .mapping([]),
          isRemote: value.flag("remote"))
        continue
      }
      try value.requireKeys([
        "image", "image_id", "running", "paused", "restarting", "ours", "config", "host_config",
        "networks", "volumes",
      ])
      if engine.find(name) == nil {
        add(container: name, value, to: engine, machine)
      } else if value.scalar?.text == "absent" {
        engine.remove(engine.find(name)?.id ?? "", withVolumes: false)
      } else {
        change(container: name, value, in: engine)
      }
    }
  }

  private static func speak(
    _ node: Node, _ engine: SimulatedDocker
  ) throws(SimulatedCaseError) {
    try node.requireKeys(["api", "oldest"])
    let newest = (node.text("api")?.split(separator: ".").last).flatMap { Int($0) }
    let oldest = (node.text("oldest")?.split(separator: ".").last).flatMap { Int($0) }
    engine.content.withLock { content in
      content.newestMinor = newest ?? content.newestMinor
      content.oldestMinor = oldest ?? content.oldestMinor
    }
  }

  private static func add(
    container name: String, _ node: Node, to engine: SimulatedDocker, _ machine: SimulatedHost
  ) {
    let image = node.text("image") ?? ""
    let networks = node.texts("networks")
    engine.content.withLock { content in
      content.count += 1
      let id = SimulatedDocker.hexadecimal("ca5e" + String(content.count, radix: 16) + "f")
      let imageID =
        node.text("image_id").map { "sha256:" + SimulatedDocker.hexadecimal($0) }
        ?? content.images[image]?.id ?? "sha256:" + SimulatedDocker.hexadecimal("0")
      var config = node["config"]?.value.members ?? []
      config.append(.init("Image", .text(image)))
      if node.flag("ours") {
        let labels = config.first { $0.key == "Labels" }?.value.members ?? []
        config.removeAll { $0.key == "Labels" }
        config.append(.init("Labels", .mapping(labels + [.init("converge.managed", .text(name))])))
      }
      let volumes = (node["volumes"]?.mapping ?? []).map { entry in
        SimulatedContainer.AnonymousVolume(
          target: entry.key.scalar?.text ?? "",
          name: SimulatedDocker.hexadecimal(entry.value.scalar?.text ?? ""))
      }
      content.volumes.formUnion(volumes.map(\.name))
      content.containers.append(
        SimulatedContainer(
          id: id, name: name, number: content.count, imageName: image, imageID: imageID,
          config: .mapping(config), hostConfig: node["host_config"]?.value ?? .mapping([]),
          networks: networks.isEmpty ? ["bridge"] : networks, volumes: volumes))
    }
    if node["running"]?.value.boolean != false, let id = engine.containers.last?.id {
      engine.start(id, on: machine)
    }
    engine.tamper(name) { container in
      container.isPaused = node.flag("paused")
      container.isRestarting = node.flag("restarting")
    }
  }

  private static func change(
    container name: String, _ node: Node, in engine: SimulatedDocker
  ) {
    let networks = node.texts("networks")
    engine.tamper(name) { container in
      container.isRunning = node["running"]?.value.boolean ?? container.isRunning
      container.isPaused = node["paused"]?.value.boolean ?? container.isPaused
      if !networks.isEmpty { container.networks = networks }
      let changes = node["host_config"]?.value.members ?? []
      let kept = (container.hostConfig.members ?? []).filter { old in
        !changes.contains { $0.key == old.key }
      }
      container.hostConfig = .mapping(kept + changes)
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    let engine = SimulatedDocker.on(machine)
    var found: [String] = []
    for (name, value) in try node.named() {
      let isWanted = value.scalar?.text != "absent"
      if key == "images" {
        if engine.imageNames.contains(name) != isWanted {
          found.append("image \(name) is \(isWanted ? "not " : "")there")
        }
        continue
      }
      guard let container = engine.find(name) else {
        if isWanted { found.append("container \(name) is not there") }
        continue
      }
      found += isWanted ? differences(of: container, from: value) : ["container \(name) is there"]
      found += lostVolumes(of: container, value, in: engine)
    }
    return found
  }

  private static func differences(of container: SimulatedContainer, from node: Node) -> [String] {
    var found: [String] = []
    func expect(_ what: String, _ wanted: String?, _ real: String) {
      guard let wanted, wanted != real else { return }
      found.append("\(container.name): \(what) is \(real), not \(wanted)")
    }
    expect("running", node.text("running"), "\(container.isRunning)")
    expect("paused", node.text("paused"), "\(container.isPaused)")
    expect("image", node.text("image"), container.imageName)
    expect("made", node.text("made"), "\(container.number)")
    expect("starts", node.text("starts"), "\(container.starts)")
    let networks = node.texts("networks")
    if !networks.isEmpty {
      expect("networks", "\(networks.sorted())", "\(container.networks.sorted())")
    }
    for entry in node["loaded"]?.mapping ?? [] {
      let loaded = container.loaded[entry.key.scalar?.text ?? ""] ?? []
      expect("loaded", entry.value.scalar?.text, String(decoding: loaded, as: UTF8.self))
    }
    for (wanted, real) in [
      (node["config"]?.value, container.config), (node["host_config"]?.value, container.hostConfig),
    ] {
      for member in wanted?.members ?? [] {
        let value = real[member.key] ?? .null
        expect(member.key, member.value.jsonText(), value.jsonText())
      }
    }
    return found
  }

  private static func lostVolumes(
    of container: SimulatedContainer, _ node: Node, in engine: SimulatedDocker
  ) -> [String] {
    (node["volumes"]?.mapping ?? []).compactMap { entry in
      let target = entry.key.scalar?.text ?? ""
      let wanted = SimulatedDocker.hexadecimal(entry.value.scalar?.text ?? "")
      let real = container.volumes.first { $0.target == target }?.name
      if real == wanted, engine.volumeNames.contains(wanted) { return nil }
      return "\(container.name): \(target) is not volume \(wanted)"
    }
  }
}
