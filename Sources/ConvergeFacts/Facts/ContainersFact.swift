internal import ConvergeCore

/// `facts.containers`
enum ContainersFact {
  private static let engines = [
    (name: "docker", socket: "/run/docker.sock"),
    (name: "podman", socket: "/run/podman/podman.sock"),
  ]

  static let fact = Fact(
    FactSpec(
      "containers",
      .record([
        FactSpec(
          "engine", .text, "`docker`, `podman`, or null where neither has its socket.",
          from: engines.map(\.socket).joined(separator: ", ")),
        FactSpec(
          "version", .text,
          "The engine's; null where it does not answer in two seconds, or may not be asked.",
          from: "`GET /version` on its socket"),
      ]), "The engine that runs containers here.", from: "its socket"),
    reading: .waiting(read))

  private static func read(_ host: FactHost) async -> Value {
    let engine = engines.first { engine in
      ((try? host.host.files.status(engine.socket)) ?? nil)?.type == .socket
    }
    guard let engine else { return .record(["engine": .null, "version": .null]) }
    var request = HTTPRequest(
      socket: engine.socket, method: "GET", target: "/version", timeout: .seconds(2))
    request.limitBytes = 1 << 20
    let answer = try? await host.host.http.send(request)
    let document = answer.flatMap { $0.status == 200 ? try? Value(json: $0.body) : nil }
    return .record([
      "engine": .text(engine.name), "version": .told(document?["Version"]?.text),
    ])
  }
}
