internal import ConvergeCore
internal import Synchronization

/// `POST /containers/create`.
extension SimulatedDocker {
  func create(
    _ name: String, _ body: Value, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let imageName = body["Image"]?.text ?? ""
    guard let image = content.withLock({ $0.images[imageName] }) else {
      return Self.error(404, "No such image: \(imageName)")
    }
    if find(name) != nil {
      return Self.error(409, "Conflict. The container name \"/\(name)\" is already in use")
    }
    var mode = body["HostConfig"]?["NetworkMode"]?.text ?? "default"
    if mode.hasPrefix("container:") {
      let other = String(mode.dropFirst("container:".count))
      guard let found = find(other) else {
        return Self.error(404, "No such container: \(other)")
      }
      mode = "container:\(found.id)"
    }
    try machine.step("docker create \(name)")
    let id = content.withLock { content in
      content.count += 1
      let id = Self.hexadecimal("c0de" + String(content.count, radix: 16) + "f")
      let volumes = Self.volumes(body, image.config, id: id)
      content.volumes.formUnion(volumes.map(\.name))
      content.containers.append(
        SimulatedContainer(
          id: id, name: name, number: content.count, imageName: imageName, imageID: image.id,
          config: Self.config(body, image.config, id: id),
          hostConfig: Self.hostConfig(body["HostConfig"] ?? .null, mode: mode),
          networks: Self.networks(mode), volumes: volumes))
      return id
    }
    return Self.json(.record(["Id": .text(id), "Warnings": .list([])]), status: 201)
  }

  /// The image's configuration with what was asked for put over it, as the engine does.
  private static func config(_ body: Value, _ image: Value, id: String) -> Value {
    var members = (body.members ?? []).filter {
      !["HostConfig", "NetworkingConfig"].contains($0.key)
    }
    func keep(_ name: String) {
      guard !members.contains(where: { $0.key == name }), let value = image[name] else { return }
      members.append(.init(name, value))
    }
    for name in ["Entrypoint", "User", "WorkingDir", "Healthcheck"] { keep(name) }
    // Another entry point makes the image's arguments meaningless.
    if body["Entrypoint"] == nil { keep("Cmd") }
    if body["Hostname"] == nil { members.append(.init("Hostname", .text(String(id.prefix(12))))) }
    members.removeAll { $0.key == "Env" || $0.key == "Labels" }
    let own = body["Env"]?.list ?? []
    let names = own.compactMap { $0.text?.split(separator: "=").first }
    let inherited = (image["Env"]?.list ?? []).filter { entry in
      !names.contains(entry.text?.split(separator: "=").first ?? "")
    }
    members.append(.init("Env", .list(plain(own + inherited))))
    let labels = body["Labels"]?.members ?? []
    let imageLabels = (image["Labels"]?.members ?? []).filter { label in
      !labels.contains { $0.key == label.key }
    }
    members.append(.init("Labels", .mapping(labels + imageLabels)))
    return .mapping(members)
  }

  private static func plain(_ texts: [Value]) -> [Value] {
    texts.compactMap { $0.text.map(Value.text) }
  }

  private static func hostConfig(_ asked: Value, mode: String) -> Value {
    var members = (asked.members ?? []).filter { $0.key != "NetworkMode" }
    members.append(.init("NetworkMode", .text(mode)))
    if let memory = asked["Memory"]?.integer, memory > 0, asked["MemorySwap"] == nil {
      members.append(.init("MemorySwap", .integer(2 * memory)))
    }
    return .mapping(members)
  }

  private static func networks(_ mode: String) -> [String] {
    if mode.hasPrefix("container:") { return [] }
    return [mode == "default" ? "bridge" : mode]
  }

  /// Volumes of the image where nothing else is mounted get a name that nobody chose; a bound one
  /// whose name is such is one that was carried over.
  private static func volumes(
    _ body: Value, _ image: Value, id: String
  ) -> [SimulatedContainer.AnonymousVolume] {
    let binds = (body["HostConfig"]?["Binds"]?.list ?? []).compactMap(\.text).map {
      $0.split(separator: ":").map(String.init)
    }
    let carried = binds.filter { ($0.first?.utf8.count ?? 0) == 64 && $0.count > 1 }
      .map { SimulatedContainer.AnonymousVolume(target: $0[1], name: $0[0]) }
    let targets = binds.compactMap { $0.count > 1 ? $0[1] : nil }
    let fresh = (image["Volumes"]?.members ?? []).map(\.key).filter { !targets.contains($0) }
      .enumerated().map { index, target in
        SimulatedContainer.AnonymousVolume(
          target: target, name: hexadecimal("\(index)f" + id.prefix(20)))
      }
    return carried + fresh
  }
}
