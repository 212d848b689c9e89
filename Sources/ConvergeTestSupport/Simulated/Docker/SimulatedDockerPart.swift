package import ConvergeCore
internal import Synchronization

/// `images` and `containers` of a case.
///
/// An image is `{ id, config, remote }`, `config` as the engine tells it; a container
/// `{ image, running, ours, config, host_config, networks }`. An empty mapping of either is an
/// engine with nothing in it. In `after:`, `config` and `host_config` are compared as far as they
/// are written, and `absent` is a container or image that is not there.
package struct SimulatedDockerPart: SimulatedPart {
  package static let keys = ["images", "containers"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    let engine = SimulatedDocker.on(machine)
    for (name, value) in try node.named() {
      if key == "images" {
        try value.requireKeys(["id", "config", "remote"])
        engine.add(
          image: name, id: value.text("id") ?? "1a", config: value["config"]?.value ?? .mapping([]),
          isRemote: value.flag("remote"))
      } else {
        try value.requireKeys([
          "image", "image_id", "running", "ours", "config", "host_config", "networks",
        ])
        add(container: name, value, to: engine, machine)
      }
    }
  }

  private static func add(
    container name: String, _ node: Node, to engine: SimulatedDocker, _ machine: SimulatedHost
  ) {
    let image = node.text("image") ?? ""
    engine.content.withLock { content in
      content.lastID += 1
      let id = SimulatedDocker.hexadecimal("ca5e" + String(content.lastID, radix: 16) + "f")
      let imageID =
        node.text("image_id").map { "sha256:" + SimulatedDocker.hexadecimal($0) }
        ?? content.images[image]?.id ?? "sha256:" + SimulatedDocker.hexadecimal("0")
      var config = node["config"]?.value.members ?? []
      config.append(.init("Image", .text(image)))
      if node.flag("ours") {
        let labels = config.first { $0.key == "Labels" }?.value.members ?? []
        config.removeAll { $0.key == "Labels" }
        config.append(.init("Labels", .mapping(labels + [.init("converge.managed", "true")])))
      }
      let networks = node.texts("networks")
      content.containers.append(
        SimulatedContainer(
          id: id, name: name, imageName: image, imageID: imageID, config: .mapping(config),
          hostConfig: node["host_config"]?.value ?? .mapping([]),
          networks: networks.isEmpty ? ["bridge"] : networks))
    }
    if node["running"]?.value.boolean != false, let id = engine.containers.last?.id {
      engine.start(id, on: machine)
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
      guard let container = engine.containers.first(where: { $0.name == name }) else {
        if isWanted { found.append("container \(name) is not there") }
        continue
      }
      found += isWanted ? differences(of: container, from: value) : ["container \(name) is there"]
    }
    return found
  }

  private static func differences(of container: SimulatedContainer, from node: Node) -> [String] {
    var found: [String] = []
    if let running = node["running"]?.value.boolean, running != container.isRunning {
      found.append("\(container.name) is \(container.isRunning ? "" : "not ")running")
    }
    if let image = node.text("image"), image != container.imageName {
      found.append("\(container.name) is made from \(container.imageName)")
    }
    let networks = node.texts("networks")
    if !networks.isEmpty, networks.sorted() != container.networks.sorted() {
      found.append("\(container.name) is in \(container.networks)")
    }
    for (wanted, real) in [
      (node["config"]?.value, container.config), (node["host_config"]?.value, container.hostConfig),
    ] {
      for member in wanted?.members ?? [] where real[member.key] != member.value {
        let text = (real[member.key] ?? .null).jsonText()
        found.append("\(container.name): \(member.key) is \(text)")
      }
    }
    return found
  }
}
