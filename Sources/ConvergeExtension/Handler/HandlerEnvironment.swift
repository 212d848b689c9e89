package import ConvergeCore
internal import ConvergeSystems

/// Where a handler finds its settings and puts its status: `HandlerEnvironment.json`.
package struct HandlerEnvironment: Sendable, Equatable {
  package static let fileName = "HandlerEnvironment.json"
  private static let limitBytes = 1 << 20

  /// The handler's name, without its version; the same after an upgrade.
  package let name: String
  package let configFolder: String
  package let statusFolder: String
  /// Nil where there is none.
  package let logFolder: String?
  /// Nil where the handler's manifest does not ask for heartbeats.
  package let heartbeatFile: String?

  /// Reads the file in a handler's directory.
  ///
  /// - Throws: `refused` where it is not what it should be.
  package init(in directory: String, on host: Host) throws(HostError) {
    let path = "\(directory)/\(Self.fileName)"
    let bytes = try host.files.read(path, limitBytes: Self.limitBytes)
    let value: Value
    do throws(JSONError) { value = try Value(json: bytes) } catch {
      throw HostError(.refused, "read", path, because: "\(error)")
    }
    // A list of one, or the object itself.
    let element = value.list?.first ?? value
    guard let environment = element["handlerEnvironment"],
      let config = environment["configFolder"]?.text,
      let status = environment["statusFolder"]?.text
    else { throw HostError(.refused, "read", path, because: Message.shape) }
    let log = environment["logFolder"]?.text
    let heartbeat = environment["heartbeatFile"]?.text
    for folder in [config, status, log, heartbeat].compactMap(\.self) where !folder.hasPrefix("/") {
      throw HostError(.refused, "read", path, because: Message.relative)
    }
    configFolder = FilePath.resolve(config, from: "/")
    statusFolder = FilePath.resolve(status, from: "/")
    logFolder = log.map { FilePath.resolve($0, from: "/") }
    let asksForIt = try Self.asksForHeartbeats(in: directory, on: host)
    heartbeatFile = asksForIt ? heartbeat.map { FilePath.resolve($0, from: "/") } : nil
    let own = directory.split(separator: "/").last.map(String.init) ?? "handler"
    name = Self.withoutVersion(element["name"]?.text ?? own)
  }

  /// Where the certificates are that settings are encrypted for: two above the settings.
  package var certificates: String { FilePath.resolve("\(configFolder)/../..", from: "/") }

  /// What the handler's manifest says; without one, or in one that cannot be read, no.
  private static func asksForHeartbeats(
    in directory: String, on host: Host
  ) throws(HostError) -> Bool {
    let path = "\(directory)/HandlerManifest.json"
    guard try host.files.status(path) != nil else { return false }
    let value = try? Value(json: try host.files.read(path, limitBytes: limitBytes))
    let element = value?.list?.first ?? value
    return element?["handlerManifest"]?["reportHeartbeat"]?.boolean == true
  }

  /// `Publisher.Type-2.1.10` without what an upgrade changes.
  private static func withoutVersion(_ name: String) -> String {
    guard let dash = name.lastIndex(of: "-") else { return name }
    let rest = name[name.index(after: dash)...]
    let isVersion = !rest.isEmpty && rest.allSatisfy { $0 == "." || $0.isNumber }
    return isVersion ? String(name[..<dash]) : name
  }
}

private enum Message {
  static let shape =
    "it must be a list with an object whose 'handlerEnvironment' has 'configFolder' and "
    + "'statusFolder'"
  static let relative = "its folders must be absolute paths"
}
