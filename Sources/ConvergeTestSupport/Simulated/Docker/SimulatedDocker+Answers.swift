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
    let (newest, oldest) = content.withLock { ($0.newestMinor, $0.oldestMinor) }
    if let version = path.first, version.hasPrefix("v1.") {
      guard let minor = Int(version.dropFirst(3)), (oldest...newest).contains(minor) else {
        return Self.error(400, "client version \(version) is not supported")
      }
      path.removeFirst()
    }
    let query = Self.query(halves.count > 1 ? halves[1] : "")
    let body = (try? Value(json: request.body)) ?? .null
    switch (request.method, path.first ?? "") {
    case ("GET", "version"):
      return Self.json(
        .record(["ApiVersion": .text("1.\(newest)"), "MinAPIVersion": .text("1.\(oldest)")]))
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

  func find(_ name: String) -> SimulatedContainer? {
    containers.first { $0.id == name || $0.name == name }
  }

  private func list() -> HTTPResponse {
    Self.json(
      .list(
        containers.map {
          .record(["Id": .text($0.id), "Names": .list([.text("/\($0.name)")])])
        }))
  }

  private func act(
    _ method: String, _ action: String, on container: SimulatedContainer,
    _ query: [String: String], _ body: Value, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    if method == "GET" { return read(action, of: container, machine) }
    if let refusal = refusal(of: action, on: container, query, body) { return refusal }
    try machine.step("docker \(method == "DELETE" ? "remove" : action) \(container.name)")
    let id = container.id
    switch (method, action) {
    case ("DELETE", _): remove(id, withVolumes: query["v"] == "1")
    case (_, "start"): start(id, on: machine)
    case (_, "stop"):
      tamper(id: id) { ($0.isRunning, $0.isPaused, $0.isRestarting) = (false, false, false) }
      if container.removesItself { remove(id, withVolumes: true) }
    case (_, "restart"):
      tamper(id: id) { $0.isRunning = false }
      try machine.step("docker start-again \(container.name)")
      start(id, on: machine)
    case (_, "unpause"): tamper(id: id) { $0.isPaused = false }
    case (_, "rename"): tamper(id: id) { $0.name = query["name"] ?? $0.name }
    case (_, "update"):
      tamper(id: id) { $0.hostConfig = Self.updated($0.hostConfig, body) }
      return Self.json(.record(["Warnings": .null]))
    default: return Self.error(404, "page not found")
    }
    return Self.done
  }

  private func read(
    _ what: String, of container: SimulatedContainer, _ machine: SimulatedHost
  ) -> HTTPResponse {
    guard what == "logs" else {
      let now = machine.host.clock.now().wallNanoseconds
      return Self.json(container.inspected(atNanoseconds: now))
    }
    // One frame of standard error, as of a container without a terminal.
    let text = Array((container.isRunning ? "" : "cannot bind to its port\n").utf8)
    return HTTPResponse(status: 200, body: [2, 0, 0, 0, 0, 0, 0, UInt8(text.count)] + text)
  }

  private func refusal(
    of action: String, on container: SimulatedContainer, _ query: [String: String], _ body: Value
  ) -> HTTPResponse? {
    let host = container.hostConfig
    switch action {
    case "rename" where query["name"].map { find($0) != nil } == true:
      return Self.error(409, "Conflict. The name \"/\(query["name"] ?? "")\" is already in use")
    case "start" where container.isPaused:
      return Self.error(409, "cannot start a paused container, try unpause instead")
    case "start":
      let taken = containers.filter { $0.id != container.id && $0.isRunning }.flatMap(\.hostPorts)
      guard let port = container.hostPorts.first(where: taken.contains) else { return nil }
      return Self.error(500, "Bind for 0.0.0.0:\(port) failed: port is already allocated")
    case "update":
      if let memory = body["Memory"]?.integer, body["MemorySwap"] == nil,
        memory > host["MemorySwap"]?.integer ?? 0
      {
        return Self.error(409, "Memory limit should be smaller than already set memoryswap limit")
      }
      if body["NanoCpus"] != nil, host["CpuQuota"]?.integer ?? 0 != 0 {
        return Self.error(409, "Nano CPUs cannot be updated as CPU Quota has already been set")
      }
      if body["RestartPolicy"] != nil, container.removesItself {
        return Self.error(409, "Restart policy cannot be updated because AutoRemove is enabled")
      }
      return nil
    default: return nil
    }
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
    let mode = container.hostConfig["NetworkMode"]?.text ?? ""
    if action == "connect", mode == "host" || mode == "none" || mode.hasPrefix("container:") {
      return Self.error(403, "container sharing network namespace cannot be connected")
    }
    if action == "connect", container.networks.contains(name) {
      return Self.error(403, "endpoint with name \(container.name) already exists in \(name)")
    }
    try machine.step("docker \(action) \(name) \(container.name)")
    tamper(id: container.id) { container in
      container.networks.removeAll { $0 == name }
      if action == "connect" { container.networks.append(name) }
    }
    return HTTPResponse(status: 200, body: [])
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

extension SimulatedContainer {
  /// `docker run --rm`
  var removesItself: Bool { hostConfig["AutoRemove"]?.boolean == true }
}
