internal import ConvergeCore
internal import Synchronization

/// Requests that concern images.
extension SimulatedDocker {
  func images(
    _ method: String, _ path: [String], _ query: [String: String], _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let name = path.filter { $0 != "json" }.joined(separator: "/")
    switch (method, path) {
    case ("GET", ["json"]): return list()
    case ("GET", _):
      let image = content.withLock { content in
        content.images[name]
          ?? (Array(content.images.values) + content.untagged).first { $0.id == name }
      }
      guard let image else { return Self.error(404, "No such image: \(name)") }
      return Self.json(.record(["Id": .text(image.id), "Config": image.config]))
    case ("POST", _): return try pull(query["fromImage"] ?? "", query["tag"] ?? "latest", machine)
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

  private func list() -> HTTPResponse {
    let images = content.withLock { $0.images }
    return Self.json(
      .list(
        images.sorted { $0.key < $1.key }.map { name, image in
          let isDigest = name.contains("@")
          return .record([
            "Id": .text(image.id), "RepoTags": isDigest ? .null : [.text(name)],
            "RepoDigests": isDigest ? [.text(name)] : .null,
          ])
        }))
  }

  /// What goes wrong is told in a stream that began with 200.
  private func pull(
    _ repository: String, _ tag: String, _ machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse {
    let wanted = repository + (tag.hasPrefix("sha256:") ? "@" : ":") + tag
    guard let image = content.withLock({ $0.remote[wanted] }) else {
      return HTTPResponse(
        status: 200,
        body: Array("{\"status\":\"Pulling\"}\r\n{\"error\":\"manifest unknown\"}\r\n".utf8))
    }
    try machine.step("docker pull \(wanted)")
    machine.advance(by: .seconds(1))
    content.withLock { $0.images[wanted] = image }
    return HTTPResponse(status: 200, body: Array("{\"status\":\"Downloaded\"}\r\n".utf8))
  }
}
