package import ConvergeCore

/// An image of the simulated engine.
package struct SimulatedImage: Sendable {
  /// `sha256:…`
  package var id: String
  /// `Config` as the engine tells it.
  package var config: Value
}

/// A container of the simulated engine.
package struct SimulatedContainer: Sendable {
  /// A volume without a name of its own.
  package struct AnonymousVolume: Sendable, Equatable {
    package let target: String
    package let name: String
  }

  package var id: String
  package var name: String
  /// The how-manieth container of the engine it is: what a replacement changes.
  package var number: Int
  /// As asked for at its creation.
  package var imageName: String
  package var imageID: String
  /// `Config`, with what came from the image.
  package var config: Value
  /// `HostConfig`
  package var hostConfig: Value
  package var networks: [String]
  package var volumes: [AnonymousVolume] = []
  package var isRunning = false
  package var isPaused = false
  /// Whether the engine starts it over and over.
  package var isRestarting = false
  package var exitCode = 0
  /// On the wall clock.
  package var startedNanoseconds: Int64 = 0
  /// How often it was started.
  package var starts = 0
  /// The bind-mounted files as they were at its last start: what a lost refresh would show in.
  package var loaded: [String: [UInt8]] = [:]

  /// `GET /containers/{id}/json` at a moment of the wall clock.
  func inspected(atNanoseconds now: Int64) -> Value {
    let started = timestamp(
      HostInstant(wallNanoseconds: startedNanoseconds, monotonicNanoseconds: 0))
    let fraction = String(startedNanoseconds % 1_000_000_000)
    let digits = String(repeating: "0", count: 9 - fraction.count) + fraction
    var state: [Value.Member] = [
      .init("Running", .boolean(isRunning || isRestarting)), .init("Paused", .boolean(isPaused)),
      .init("Restarting", .boolean(isRestarting)), .init("ExitCode", .integer(Int64(exitCode))),
      .init("StartedAt", .text("\(started.dropLast()).\(digits)Z")),
    ]
    if isRunning, let health = health(atNanoseconds: now) {
      let log: Value =
        health == "unhealthy" ? [.record(["ExitCode": 1, "Output": "no answer\n"])] : []
      state.append(.init("Health", .record(["Status": .text(health), "Log": log])))
    }
    return .record([
      "Id": .text(id), "Name": .text("/\(name)"), "Image": .text(imageID), "RestartCount": 0,
      "State": .mapping(state), "Config": config, "HostConfig": hostConfig, "Mounts": mounts,
      "NetworkSettings": .record([
        "Networks": .mapping(networks.map { .init($0, .mapping([])) })
      ]),
    ])
  }

  private var mounts: Value {
    .list(
      volumes.map {
        .record([
          "Type": "volume", "Name": .text($0.name), "Destination": .text($0.target), "RW": true,
        ])
      })
  }

  /// A check that runs `false` never succeeds; any other does at its first time.
  private func health(atNanoseconds now: Int64) -> String? {
    let check = config["Healthcheck"] ?? .null
    let words = (check["Test"]?.list ?? []).compactMap(\.text)
    guard let first = words.first, first != "NONE" else { return nil }
    func number(_ name: String, or usual: Int64) -> Int64 {
      let asked = check[name]?.integer ?? 0
      return asked == 0 ? usual : asked
    }
    let interval = number("Interval", or: 30_000_000_000)
    if !words.joined(separator: " ").contains("false") {
      return now >= startedNanoseconds + interval ? "healthy" : "starting"
    }
    let lastChance = number("StartPeriod", or: 0) + interval * number("Retries", or: 3)
    return now >= startedNanoseconds + lastChance ? "unhealthy" : "starting"
  }

  /// The host's ports that it publishes, as `8080/tcp`.
  var hostPorts: [String] {
    (hostConfig["PortBindings"]?.members ?? []).flatMap { member in
      (member.value.list ?? []).compactMap { binding in
        guard let port = binding["HostPort"]?.text, !port.isEmpty, port != "0" else { return nil }
        return "\(port)/\(member.key.split(separator: "/").last ?? "tcp")"
      }
    }
  }
}
