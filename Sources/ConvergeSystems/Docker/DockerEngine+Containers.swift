package import ConvergeCore

/// Containers, by name or id.
extension DockerEngine {
  /// Names of all containers, running or not, to their ids.
  package func containerIDs() async throws(HostError) -> [String: String] {
    let answer = try await send(
      "GET", "/containers/json", query: [("all", "1")], on: "containers", to: "list")
    var ids: [String: String] = [:]
    for container in answer.list ?? [] {
      guard let id = container["Id"]?.text else { continue }
      // A container's own name has one slash; more are links from others.
      for name in container["Names"]?.list ?? [] {
        guard let text = name.text?.dropFirst(), !text.contains("/") else { continue }
        ids[String(text)] = id
      }
    }
    return ids
  }

  /// What `GET /containers/{id}/json` tells; nil where there is no such container.
  package func container(_ id: String) async throws(HostError) -> Value? {
    do throws(HostError) {
      return try await send("GET", "/containers/\(id)/json", on: subject(id), to: "inspect")
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  /// Creates a container from `ContainerConfig` with `HostConfig` and `NetworkingConfig`.
  ///
  /// - Returns: its id.
  package func createContainer(_ name: String, _ config: Value) async throws(HostError) -> String {
    let answer = try await send(
      "POST", "/containers/create", query: [("name", name)], body: config, on: subject(name),
      to: "create")
    return answer["Id"]?.text ?? name
  }

  package func startContainer(_ id: String) async throws(HostError) {
    _ = try await send("POST", "/containers/\(id)/start", on: subject(id), to: "start")
  }

  /// Stops it: its stop signal, then KILL after the container's own grace or ten seconds.
  package func stopContainer(_ id: String) async throws(HostError) {
    _ = try await send(
      "POST", "/containers/\(id)/stop", timeout: .seconds(180), on: subject(id), to: "stop")
  }

  package func restartContainer(_ id: String) async throws(HostError) {
    _ = try await send(
      "POST", "/containers/\(id)/restart", timeout: .seconds(180), on: subject(id), to: "restart")
  }

  package func renameContainer(_ id: String, to name: String) async throws(HostError) {
    _ = try await send(
      "POST", "/containers/\(id)/rename", query: [("name", name)], on: subject(id), to: "rename")
  }

  /// Changes limits and the restart policy in place. The engine answers 200 and ignores what it
  /// cannot change, so the caller reads it again.
  package func updateContainer(_ id: String, _ config: Value) async throws(HostError) {
    _ = try await send(
      "POST", "/containers/\(id)/update", body: config, on: subject(id), to: "update")
  }

  /// Has a paused container go on.
  package func unpauseContainer(_ id: String) async throws(HostError) {
    _ = try await send("POST", "/containers/\(id)/unpause", on: subject(id), to: "unpause")
  }

  /// Removes a container, running or not; never a volume. One that is gone already is fine.
  package func removeContainer(_ id: String) async throws(HostError) {
    do throws(HostError) {
      _ = try await send(
        "DELETE", "/containers/\(id)", query: [("force", "1"), ("v", "0")],
        timeout: .seconds(120), on: subject(id), to: "remove")
    } catch {
      guard error.reason == .notFound else { throw error }
    }
  }

  package func connect(_ id: String, to network: String) async throws(HostError) {
    _ = try await send(
      "POST", "/networks/\(percentEncoded(network))/connect",
      body: .record(["Container": .text(id)]),
      on: subject(id), to: "connect")
  }

  package func disconnect(_ id: String, from network: String) async throws(HostError) {
    _ = try await send(
      "POST", "/networks/\(percentEncoded(network))/disconnect",
      body: .record(["Container": .text(id)]),
      on: subject(id), to: "disconnect")
  }

  func subject(_ name: String) -> String { "container \(name)" }
}
