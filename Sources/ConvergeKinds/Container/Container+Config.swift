internal import ConvergeCore
internal import ConvergeSystems

/// The body of a creation, and of an update in place.
extension Container {
  /// `POST /containers/create`; `carried` are anonymous volumes of a predecessor.
  func creation(carrying carried: [String]) -> Value {
    var config: [Value.Member] = [.init("Image", .text(image?.description ?? ""))]
    func add(_ name: String, _ value: Value?) { if let value { config.append(.init(name, value)) } }
    add("Cmd", settings.command.map(ContainerSettings.texts))
    add("Entrypoint", settings.entrypoint.map(ContainerSettings.texts))
    add("Env", settings.environment.map { .list($0.map(Self.pair)) })
    add("User", settings.user.map(Value.text))
    add("WorkingDir", settings.workingDirectory.map(Value.text))
    add("Hostname", settings.hostname.map(Value.text))
    add("Healthcheck", settings.healthcheck?.config)
    add("Labels", .mapping((settings.labels ?? []) + ownLabels))
    if let ports = publishedPorts {
      add("ExposedPorts", .mapping(ports.map { .init($0.key, .mapping([])) }))
    }
    add("HostConfig", .mapping(hostConfig(carrying: carried)))
    if let network = settings.networks?.first {
      add(
        "NetworkingConfig", .record(["EndpointsConfig": .mapping([.init(network, .mapping([]))])]))
    }
    return .mapping(config)
  }

  /// The members of `HostConfig` for those of `attributes` that can also be changed in place; over
  /// those of a container that is there.
  func limits(_ attributes: Set<String>, over old: InspectedContainer? = nil) -> [Value.Member] {
    var members: [Value.Member] = []
    if attributes.contains("memory"), let bytes = settings.memoryBytes {
      members.append(.init("Memory", .integer(bytes)))
      // At creation the engine makes the swap limit twice the memory's. Later it never follows,
      // and an update that would exceed it, or that finds none, must set it too.
      if let old { members.append(.init("MemorySwap", .integer(old.hasFreeSwap ? -1 : 2 * bytes))) }
    }
    if attributes.contains("cpus"), let nano = settings.nanoCPUs {
      members.append(.init("NanoCpus", .integer(nano)))
    }
    if attributes.contains("restart") { members.append(.init("RestartPolicy", restartPolicy)) }
    return members
  }

  /// What says that converge made it, and which values it must never show when they are read back.
  private var ownLabels: [Value.Member] {
    var labels = [Value.Member(InspectedContainer.ownLabel, .text(name))]
    let secrets = [("environment", settings.environment), ("labels", settings.labels)]
      .flatMap { attribute, members in
        (members ?? []).filter(\.value.isSensitive).map { "\(attribute)/\($0.key)" }
      }
    if !secrets.isEmpty {
      let names = secrets.sorted().joined(separator: " ")
      labels.append(.init(InspectedContainer.secretsLabel, .text(names)))
    }
    return labels
  }

  private func hostConfig(carrying carried: [String]) -> [Value.Member] {
    var members = limits(["memory", "cpus", "restart"])
    let binds = (settings.volumes ?? []) + carried
    if !binds.isEmpty { members.append(.init("Binds", ContainerSettings.texts(binds))) }
    if let ports = publishedPorts { members.append(.init("PortBindings", .mapping(ports))) }
    if let mode = settings.networkMode ?? settings.networks?.first {
      members.append(.init("NetworkMode", .text(mode)))
    }
    return members
  }

  private var restartPolicy: Value {
    let parts = (settings.restart ?? "no").split(separator: ":")
    var members: [Value.Member] = [.init("Name", .text(parts.first.map(String.init) ?? "no"))]
    if parts.count > 1, let count = Int64(parts[1]) {
      members.append(.init("MaximumRetryCount", .integer(count)))
    }
    return .mapping(members)
  }

  private var publishedPorts: [Value.Member]? {
    guard let texts = settings.ports else { return nil }
    var bindings: [(key: String, value: [Value])] = []
    for port in texts.flatMap({ PublishedPort.expanded($0) ?? [] }) {
      let key = "\(port.containerPort)/\(port.transport)"
      let binding = Value.record([
        "HostIp": .text(port.address), "HostPort": .text(port.hostPort.map { "\($0)" } ?? ""),
      ])
      if let index = bindings.firstIndex(where: { $0.key == key }) {
        bindings[index].value.append(binding)
      } else {
        bindings.append((key, [binding]))
      }
    }
    return bindings.map { .init($0.key, .list($0.value)) }
  }

  private static func pair(_ member: Value.Member) -> Value {
    let text = Value.text("\(member.key)=\(member.value.text ?? "")")
    return member.value.isSensitive ? .sensitive(text) : text
  }
}
