package import ConvergeCore
internal import ConvergeSystems

/// What was read of a container.
package enum ContainerState: Sendable, Equatable {
  /// No engine answers.
  case unavailable(HostError)
  /// There is none of that name; with the local id of the declared image, if that is there.
  case missing(localImage: String?)
  case present(InspectedContainer)

  /// The local id of the declared image, as far as it was read.
  var localImage: String? {
    switch self {
    case .unavailable: nil
    case .missing(let image): image
    case .present(let container): container.localImage
    }
  }
}

/// A container as the engine tells of it, in the words of the kind's attributes.
package struct InspectedContainer: Sendable, Equatable {
  /// Marks what converge created.
  static let ownLabel = "converge.managed"

  let id: String
  /// `GET /containers/{id}/json`
  let inspected: Value
  /// `Config` of the image that it was made from, which is subtracted.
  let imageConfig: Value
  /// The local id of the declared image, if that is there.
  let localImage: String?

  private var config: Value { inspected["Config"] ?? .null }
  private var hostConfig: Value { inspected["HostConfig"] ?? .null }

  /// The id of the image that it really runs.
  var imageID: String { inspected["Image"]?.text ?? "" }
  var imageName: String {
    let text = config["Image"]?.text ?? ""
    return ImageName(text)?.description ?? text
  }
  var isRunning: Bool {
    inspected["State"]?["Running"]?.boolean == true
      && inspected["State"]?["Restarting"]?.boolean != true
  }
  var isOurs: Bool { config["Labels"]?[Self.ownLabel] != nil }
  var startedAt: String { inspected["State"]?["StartedAt"]?.text ?? "" }
  var memorySwap: Int64 { hostConfig["MemorySwap"]?.integer ?? 0 }

  /// The observed value of an attribute; `wanted` is the declared one, which says what of a
  /// mapping or a health check is compared.
  func value(of attribute: String, wanted: Value?) -> Value {
    switch attribute {
    case "image": .text(imageName)
    case "state": .text(isRunning ? "running" : "stopped")
    case "command": Self.list(config["Cmd"])
    case "entrypoint": Self.list(config["Entrypoint"])
    case "environment": pairs(environment, without: imageEnvironment, wanted)
    case "labels": pairs(labels, without: imageLabels, wanted)
    case "ports": .list(ports.map(Value.text))
    case "volumes": .list(volumes.map(Value.text))
    case "networks": .list(networks.map(Value.text))
    case "network_mode": .text(networkMode)
    case "restart": .text(restart)
    case "user": .text(config["User"]?.text ?? "")
    case "working_dir": .text(config["WorkingDir"]?.text ?? "")
    case "hostname": .text(config["Hostname"]?.text ?? "")
    case "memory": .text(sizeText(hostConfig["Memory"]?.integer ?? 0))
    case "cpus": .text(cpuText(hostConfig["NanoCpus"]?.integer ?? 0))
    case "healthcheck": healthcheck(wanted)
    default: .null
    }
  }

  /// Whether an attribute has the value that the engine and the image give it by themselves.
  func isDefault(_ attribute: String) -> Bool {
    switch attribute {
    case "command": Self.list(config["Cmd"]) == Self.list(imageConfig["Cmd"])
    case "entrypoint": Self.list(config["Entrypoint"]) == Self.list(imageConfig["Entrypoint"])
    case "environment", "labels": value(of: attribute, wanted: nil).members?.isEmpty != false
    case "ports": ports.isEmpty
    case "volumes": volumes.isEmpty
    case "networks", "network_mode": networkMode == "bridge"
    case "restart": restart == "no"
    case "user": (config["User"]?.text ?? "") == (imageConfig["User"]?.text ?? "")
    case "working_dir":
      (config["WorkingDir"]?.text ?? "") == (imageConfig["WorkingDir"]?.text ?? "")
    case "hostname": id.hasPrefix(config["Hostname"]?.text ?? "")
    case "memory": (hostConfig["Memory"]?.integer ?? 0) == 0
    case "cpus": (hostConfig["NanoCpus"]?.integer ?? 0) == 0
    case "healthcheck":
      (config["Healthcheck"] ?? .null) == (imageConfig["Healthcheck"] ?? .null)
    default: true
    }
  }

  /// Volumes without a name of their own, which a replacement carries over: `name:target`.
  var anonymousVolumes: [String] {
    (inspected["Mounts"]?.list ?? []).compactMap { mount in
      guard mount["Type"]?.text == "volume", let name = mount["Name"]?.text,
        name.utf8.count == 64, name.allSatisfy(\.isHexDigit),
        let target = mount["Destination"]?.text
      else { return nil }
      return "\(name):\(target)"
    }
  }

  /// The engine writes null for no list.
  private static func list(_ value: Value?) -> Value { .list(value?.list ?? []) }

  private var environment: [Value.Member] { Self.environment(config) }
  private var imageEnvironment: [Value.Member] { Self.environment(imageConfig) }

  private static func environment(_ config: Value) -> [Value.Member] {
    (config["Env"]?.list ?? []).compactMap { entry in
      guard let text = entry.text, let equals = text.firstIndex(of: "=") else { return nil }
      return Value.Member(
        String(text[..<equals]), .text(String(text[text.index(after: equals)...])))
    }
  }

  private var labels: [Value.Member] {
    (config["Labels"]?.members ?? []).filter { !$0.key.hasPrefix("converge.") }
  }
  private var imageLabels: [Value.Member] { imageConfig["Labels"]?.members ?? [] }

  /// What is there less what the image brought, but for the names that are declared; sensitive
  /// where the declared value is.
  private func pairs(
    _ all: [Value.Member], without image: [Value.Member], _ wanted: Value?
  ) -> Value {
    let kept = all.filter { member in
      wanted?[member.key] != nil || !image.contains(member)
    }
    return .mapping(
      kept.map { member in
        let isSensitive = wanted?[member.key]?.isSensitive == true
        return Value.Member(member.key, isSensitive ? .sensitive(member.value) : member.value)
      }.sorted { $0.key < $1.key })
  }

  private var ports: [String] {
    (hostConfig["PortBindings"]?.members ?? []).flatMap { member -> [String] in
      let parts = member.key.split(separator: "/")
      guard let port = parts.first.flatMap({ UInt16($0) }) else { return [] }
      return (member.value.list ?? []).map { binding in
        PublishedPort(
          address: binding["HostIp"]?.text ?? "",
          hostPort: (binding["HostPort"]?.text).flatMap { UInt16($0) }.flatMap {
            $0 == 0 ? nil : $0
          },
          containerPort: port, transport: parts.count > 1 ? String(parts[1]) : "tcp"
        ).description
      }
    }.sorted()
  }

  private var volumes: [String] {
    let carried = Set(anonymousVolumes)
    let binds = (hostConfig["Binds"]?.list ?? []).compactMap(\.text)
      .compactMap { MountedVolume($0)?.description }.filter { !carried.contains($0) }
    let mounts = (hostConfig["Mounts"]?.list ?? []).compactMap { mount -> String? in
      guard let source = mount["Source"]?.text, let target = mount["Target"]?.text else {
        return nil
      }
      let options = mount["ReadOnly"]?.boolean == true ? ["ro"] : []
      return MountedVolume(source: source, target: target, options: options).description
    }
    return (binds + mounts).sorted()
  }

  private var networks: [String] {
    (inspected["NetworkSettings"]?["Networks"]?.members ?? []).map(\.key).sorted()
  }

  private var networkMode: String {
    let mode = hostConfig["NetworkMode"]?.text ?? "default"
    return mode == "default" ? "bridge" : mode
  }

  private var restart: String {
    let policy = hostConfig["RestartPolicy"] ?? .null
    let name = policy["Name"]?.text ?? ""
    let count = policy["MaximumRetryCount"]?.integer ?? 0
    if name.isEmpty { return "no" }
    return name == "on-failure" && count > 0 ? "on-failure:\(count)" : name
  }

  private func healthcheck(_ wanted: Value?) -> Value {
    let observed = ContainerHealthcheck(inspected: config["Healthcheck"] ?? .null).value
    guard let names = wanted?.members?.map(\.key) else { return observed }
    return .mapping((observed.members ?? []).filter { names.contains($0.key) })
  }
}
