internal import ConvergeCore

/// A container in the words of the kind's attributes.
extension InspectedContainer {
  /// The observed value of an attribute; `wanted` is the declared one, which says what of a
  /// mapping or a health check is compared.
  func value(of attribute: String, wanted: Value?) -> Value {
    switch attribute {
    case "image": .text(imageName)
    case "state": .text(condition.rawValue)
    case "command": Self.list(config["Cmd"])
    case "entrypoint": Self.list(config["Entrypoint"])
    case "environment": pairs(attribute, environment, without: imageEnvironment, wanted)
    case "labels": pairs(attribute, labels, without: imageLabels, wanted)
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
    case "healthcheck":
      ContainerHealthcheck(inspected: config["Healthcheck"] ?? .null).value(as: wanted)
    default: .null
    }
  }

  /// Whether an attribute has the value that the engine and the image give it by themselves.
  func isDefault(_ attribute: String) -> Bool {
    switch attribute {
    case "command":
      Self.list(config["Cmd"]) == Self.list(imageConfig["Cmd"])
        // With another entry point the image's arguments are not passed.
        || (config["Cmd"]?.list ?? []).isEmpty && !isDefault("entrypoint")
    case "entrypoint": Self.list(config["Entrypoint"]) == Self.list(imageConfig["Entrypoint"])
    case "environment", "labels": value(of: attribute, wanted: nil).members?.isEmpty != false
    case "ports": ports.isEmpty
    case "volumes": volumes.isEmpty
    case "networks": networks == [Self.usualNetwork] || hasForeignNetwork
    case "network_mode": !hasForeignNetwork
    case "restart": restart == "no"
    case "user": (config["User"]?.text ?? "") == (imageConfig["User"]?.text ?? "")
    case "working_dir":
      (config["WorkingDir"]?.text ?? "") == (imageConfig["WorkingDir"]?.text ?? "")
    case "hostname": id.hasPrefix(config["Hostname"]?.text ?? "") || hasForeignNetwork
    case "memory": (hostConfig["Memory"]?.integer ?? 0) == 0
    case "cpus": (hostConfig["NanoCpus"]?.integer ?? 0) == 0
    case "healthcheck":
      (config["Healthcheck"] ?? .null) == (imageConfig["Healthcheck"] ?? .null)
    default: true
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

  /// What is there less what the image brought, but for the names that are declared; of an image
  /// that is gone nobody knows what it brought. Sensitive where the declared value is, or was.
  private func pairs(
    _ attribute: String, _ all: [Value.Member], without image: [Value.Member], _ wanted: Value?
  ) -> Value {
    let secrets = (config["Labels"]?[Self.secretsLabel]?.text ?? "").split(separator: " ")
    let kept = all.filter { member in
      wanted?[member.key] != nil || imageConfig != .null && !image.contains(member)
    }
    return .mapping(
      kept.map { member in
        let declared = wanted?[member.key]
        let wasSecret = secrets.contains { $0 == "\(attribute)/\(member.key)" }
        // The same value is no secret any more where the manifest has it in the open.
        let isSecret =
          declared?.isSensitive ?? wasSecret || wasSecret && declared?.text != member.value.text
        return Value.Member(member.key, isSecret ? .sensitive(member.value) : member.value)
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

  private var restart: String {
    let policy = hostConfig["RestartPolicy"] ?? .null
    let name = policy["Name"]?.text ?? ""
    let count = policy["MaximumRetryCount"]?.integer ?? 0
    if name.isEmpty { return "no" }
    return name == "on-failure" && count > 0 ? "on-failure:\(count)" : name
  }
}
