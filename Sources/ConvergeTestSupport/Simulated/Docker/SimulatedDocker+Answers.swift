package import ConvergeCore
internal import Synchronization

/// The requests that it knows.
extension SimulatedDocker {
  package func answer(
    _ request: HTTPRequest, on machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    do throws(HostError) {
      return try carryOut(request, on: machine)
    } catch {
      // The engine runs into a fault, and says so.
      if machine.isStopped { throw error }
      return Self.error(500, error.because)
    }
  }

  private func carryOut(
    _ request: HTTPRequest, on machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let halves = request.target.split(separator: "?", maxSplits: 1).map(String.init)
    var path = (halves.first ?? "").split(separator: "/").map { Self.decoded(String($0)) }
    if path.first == "v1.41" { path.removeFirst() }
    let query = Self.query(halves.count > 1 ? halves[1] : "")
    let body = (try? Value(json: request.body)) ?? .null
    switch (request.method, path.first ?? "") {
    case ("GET", "version"):
      return Self.json(.record(["ApiVersion": "1.41", "MinAPIVersion": "1.12"]))
    case (_, "images"):
      return try images(request.method, Array(path.dropFirst()), query, machine)
    case ("GET", "containers") where path.count == 2: return list()
    case ("POST", "containers") where path.count == 2:
      return try create(query["name"] ?? "", body, machine)
    case (_, "containers"):
      guard path.count > 1, let container = find(path[1]) else {
        return Self.error(404, "No such container: \(path.dropFirst().first ?? "")")
      }
      return try act(
        request.method, path.count > 2 ? path[2] : "", on: container, query, body, machine)
    case ("POST", "networks") where path.count == 3:
      return try network(path[1], path[2], body, machine)
    default: return Self.error(404, "page not found")
    }
  }

  static func json(_ value: Value, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(value.jsonText().utf8))
  }

  static func error(_ status: Int, _ message: String) -> HTTPResponse {
    json(.record(["message": .text(message)]), status: status)
  }

  private static let done = HTTPResponse(status: 204, body: [])

  private func find(_ name: String) -> SimulatedContainer? {
    containers.first { $0.id == name || $0.name == name }
  }

  private func list() -> HTTPResponse {
    Self.json(
      .list(
        containers.map {
          .record(["Id": .text($0.id), "Names": .list([.text("/\($0.name)")])])
        }))
  }

  private func create(
    _ name: String, _ body: Value, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let imageName = body["Image"]?.text ?? ""
    guard let image = content.withLock({ $0.images[imageName] }) else {
      return Self.error(404, "No such image: \(imageName)")
    }
    if find(name) != nil {
      return Self.error(409, "Conflict. The container name \"/\(name)\" is already in use")
    }
    try machine.step("docker create \(name)")
    let id = content.withLock { content in
      content.lastID += 1
      let id = Self.hexadecimal("c0de" + String(content.lastID, radix: 16) + "f")
      content.containers.append(
        SimulatedContainer(
          id: id, name: name, imageName: imageName, imageID: image.id,
          config: Self.config(body, image.config, id: id),
          hostConfig: Self.hostConfig(body["HostConfig"] ?? .null),
          networks: [body["HostConfig"]?["NetworkMode"]?.text ?? "bridge"]))
      return id
    }
    return Self.json(.record(["Id": .text(id), "Warnings": .list([])]), status: 201)
  }

  /// The image's configuration with what was asked for put over it, as the engine does.
  private static func config(_ body: Value, _ image: Value, id: String) -> Value {
    var members = (body.members ?? []).filter {
      !["HostConfig", "NetworkingConfig"].contains($0.key)
    }
    func keep(_ name: String, _ fallback: Value?) {
      guard !members.contains(where: { $0.key == name }), let fallback else { return }
      members.append(.init(name, fallback))
    }
    for name in ["Cmd", "Entrypoint", "User", "WorkingDir", "Healthcheck"] {
      keep(name, image[name])
    }
    keep("Hostname", .text(String(id.prefix(12))))
    members.removeAll { $0.key == "Env" || $0.key == "Labels" }
    let own = body["Env"]?.list ?? []
    let names = own.compactMap { $0.text?.split(separator: "=").first }
    let inherited = (image["Env"]?.list ?? []).filter { entry in
      !names.contains(entry.text?.split(separator: "=").first ?? "")
    }
    members.append(.init("Env", .list(own + inherited)))
    let labels = body["Labels"]?.members ?? []
    let imageLabels = (image["Labels"]?.members ?? []).filter { label in
      !labels.contains { $0.key == label.key }
    }
    members.append(.init("Labels", .mapping(labels + imageLabels)))
    return .mapping(members)
  }

  private static func hostConfig(_ asked: Value) -> Value {
    var members = asked.members ?? []
    if let memory = asked["Memory"]?.integer, memory > 0 {
      members.append(.init("MemorySwap", .integer(2 * memory)))
    }
    return .mapping(members)
  }

  private func act(
    _ method: String, _ action: String, on container: SimulatedContainer,
    _ query: [String: String], _ body: Value, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    if method == "GET" { return Self.json(container.inspected) }
    if action == "rename", let name = query["name"], find(name) != nil {
      return Self.error(409, "Conflict. The container name \"/\(name)\" is already in use")
    }
    if action == "update", Self.swapIsExceeded(container.hostConfig, body) {
      return Self.error(400, "Memory limit should be smaller than already set memoryswap limit")
    }
    try machine.step("docker \(method == "DELETE" ? "remove" : action) \(container.name)")
    switch (method, action) {
    case ("DELETE", _):
      content.withLock { $0.containers.removeAll { $0.id == container.id } }
    case (_, "start"): start(container.id, on: machine)
    case (_, "stop"): tamper(id: container.id) { $0.isRunning = false }
    case (_, "restart"):
      tamper(id: container.id) { $0.isRunning = false }
      try machine.step("docker start-again \(container.name)")
      start(container.id, on: machine)
    case (_, "rename"): tamper(id: container.id) { $0.name = query["name"] ?? $0.name }
    case (_, "update"):
      tamper(id: container.id) { $0.hostConfig = Self.updated($0.hostConfig, body) }
      return Self.json(.record(["Warnings": .null]))
    default: return Self.error(404, "page not found")
    }
    return Self.done
  }

  private static func swapIsExceeded(_ hostConfig: Value, _ body: Value) -> Bool {
    guard let swap = hostConfig["MemorySwap"]?.integer, swap > 0,
      let memory = body["Memory"]?.integer, body["MemorySwap"] == nil
    else { return false }
    return memory > swap
  }

  /// Zero means "leave it alone"; what cannot be updated is ignored, with a 200.
  private static func updated(_ hostConfig: Value, _ body: Value) -> Value {
    let known = ["Memory", "MemorySwap", "NanoCpus", "RestartPolicy"]
    let changes = (body.members ?? []).filter {
      known.contains($0.key) && $0.value.integer != 0
    }
    let kept = (hostConfig.members ?? []).filter { old in
      !changes.contains { $0.key == old.key }
    }
    return .mapping(kept + changes)
  }

  private func network(
    _ name: String, _ action: String, _ body: Value, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    guard let container = find(body["Container"]?.text ?? "") else {
      return Self.error(404, "No such container")
    }
    try machine.step("docker \(action) \(name) \(container.name)")
    tamper(id: container.id) { container in
      container.networks.removeAll { $0 == name }
      if action == "connect" { container.networks.append(name) }
    }
    return HTTPResponse(status: 200, body: [])
  }

  private func images(
    _ method: String, _ path: [String], _ query: [String: String], _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let name = path.filter { $0 != "json" }.joined(separator: "/")
    switch (method, path) {
    case ("GET", ["json"]):
      let images = content.withLock { $0.images }
      return Self.json(
        .list(
          images.sorted { $0.key < $1.key }.map {
            .record(["Id": .text($0.value.id), "RepoTags": .list([.text($0.key)])])
          }))
    case ("GET", _):
      let image = content.withLock { content in
        content.images[name] ?? content.images.values.first { $0.id == name }
      }
      guard let image else { return Self.error(404, "No such image: \(name)") }
      return Self.json(.record(["Id": .text(image.id), "Config": image.config]))
    case ("POST", _):
      let wanted = "\(query["fromImage"] ?? ""):\(query["tag"] ?? "latest")"
      guard let image = content.withLock({ $0.remote[wanted] }) else {
        return HTTPResponse(
          status: 200,
          body: Array("{\"status\":\"Pulling\"}\n{\"error\":\"manifest unknown\"}\n".utf8))
      }
      try machine.step("docker pull \(wanted)")
      content.withLock { $0.images[wanted] = image }
      return HTTPResponse(status: 200, body: Array("{\"status\":\"Downloaded\"}\n".utf8))
    default:
      guard content.withLock({ $0.images[name] != nil }) else {
        return Self.error(404, "No such image: \(name)")
      }
      if containers.contains(where: { $0.imageName == name }) {
        return Self.error(409, "conflict: unable to remove, a container is using it")
      }
      try machine.step("docker rmi \(name)")
      content.withLock { $0.images[name] = nil }
      return Self.json(.list([]))
    }
  }

  private static func query(_ text: String) -> [String: String] {
    var query: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { decoded(String($0)) }
      query[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    return query
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      let digits = String(Substring(rest.prefix(2)))
      if byte == UInt8(ascii: "%"), let code = UInt8(digits, radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
