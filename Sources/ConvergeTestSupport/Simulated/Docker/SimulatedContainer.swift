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
  package var id: String
  package var name: String
  /// As asked for at its creation.
  package var imageName: String
  package var imageID: String
  /// `Config`, with what came from the image.
  package var config: Value
  /// `HostConfig`
  package var hostConfig: Value
  package var networks: [String]
  package var isRunning = false
  package var exitCode = 0
  /// On the wall clock.
  package var startedNanoseconds: Int64 = 0
  /// How often it was started.
  package var starts = 0
  /// The bind-mounted files as they were at its last start: what a lost refresh would show in.
  package var loaded: [String: [UInt8]] = [:]

  /// `GET /containers/{id}/json`
  var inspected: Value {
    let started = timestamp(
      HostInstant(wallNanoseconds: startedNanoseconds, monotonicNanoseconds: 0))
    let fraction = String(startedNanoseconds % 1_000_000_000)
    let digits = String(repeating: "0", count: 9 - fraction.count) + fraction
    return .record([
      "Id": .text(id), "Name": .text("/\(name)"), "Image": .text(imageID),
      "State": .record([
        "Running": .boolean(isRunning), "Restarting": false, "ExitCode": .integer(Int64(exitCode)),
        "StartedAt": .text("\(started.dropLast()).\(digits)Z"),
      ]),
      "Config": config, "HostConfig": hostConfig, "Mounts": .list([]),
      "NetworkSettings": .record([
        "Networks": .mapping(networks.map { .init($0, .mapping([])) })
      ]),
    ])
  }
}
