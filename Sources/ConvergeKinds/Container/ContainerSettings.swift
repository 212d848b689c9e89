internal import ConvergeCore

/// What a container is created from, as declared; nil is left to the engine and the image.
struct ContainerSettings: Sendable {
  var command: [String]?
  var entrypoint: [String]?
  /// Names to values; a value may be sensitive.
  var environment: [Value.Member]?
  /// `ip:host:container/proto` in normal form, sorted.
  var ports: [String]?
  /// `source:target:options` in normal form, sorted.
  var volumes: [String]?
  var networks: [String]?
  var networkMode: String?
  /// `no`, `always`, `unless-stopped`, `on-failure`, `on-failure:3`.
  var restart: String?
  var labels: [Value.Member]?
  var user: String?
  var workingDirectory: String?
  var hostname: String?
  var healthcheck: ContainerHealthcheck?
  var memoryBytes: Int64?
  /// In billionths of a processor.
  var nanoCPUs: Int64?

  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    command = declaration.texts("command")
    entrypoint = declaration.texts("entrypoint")
    environment = Self.pairs(declaration, "environment", reporting: &problems)
    labels = Self.pairs(declaration, "labels", reporting: &problems)
    user = declaration.text("user")
    workingDirectory = declaration.text("working_dir")
    hostname = declaration.text("hostname")
    memoryBytes = declaration.size("memory")
    nanoCPUs = declaration.number("cpus").map { Int64(($0 * 1_000_000_000).rounded()) }
    networks = declaration.texts("networks")?.sorted()
    networkMode = declaration.text("network_mode")
    healthcheck = declaration.node("healthcheck").map { ContainerHealthcheck($0) }
    let before = problems.items.count
    restart = Self.restart(declaration, reporting: &problems)
    ports = Self.ports(declaration, reporting: &problems)
    volumes = Self.volumes(declaration, reporting: &problems)
    if networks != nil, networkMode != nil {
      problems.error(
        Message.twoNetworks, at: declaration.place(of: "network_mode"),
        hint: Message.twoNetworksHint)
    }
    if let memoryBytes, memoryBytes < 6 << 20 {
      problems.error(Message.littleMemory, at: declaration.place(of: "memory"))
    }
    if problems.items.count > before { return nil }
  }

  /// The stated settings by their attributes' names, in normal form.
  var desired: Attributes {
    var desired = Attributes()
    desired["command"] = command.map(Self.texts)
    desired["entrypoint"] = entrypoint.map(Self.texts)
    desired["environment"] = environment.map { .mapping($0.sorted { $0.key < $1.key }) }
    desired["ports"] = ports.map(Self.texts)
    desired["volumes"] = volumes.map(Self.texts)
    desired["networks"] = networks.map(Self.texts)
    desired["network_mode"] = networkMode.map(Value.text)
    desired["restart"] = restart.map(Value.text)
    desired["labels"] = labels.map { .mapping($0.sorted { $0.key < $1.key }) }
    desired["user"] = user.map(Value.text)
    desired["working_dir"] = workingDirectory.map(Value.text)
    desired["hostname"] = hostname.map(Value.text)
    desired["healthcheck"] = healthcheck?.value
    desired["memory"] = memoryBytes.map { .text(sizeText($0)) }
    desired["cpus"] = nanoCPUs.map { .text(cpuText($0)) }
    return desired
  }

  static func texts(_ texts: [String]) -> Value { .list(texts.map(Value.text)) }

  /// A mapping, or a list of `NAME=value` as Compose also has it.
  private static func pairs(
    _ declaration: Declaration, _ attribute: String, reporting problems: inout Diagnostics
  ) -> [Value.Member]? {
    guard let node = declaration.node(attribute) else { return nil }
    if let entries = node.mapping {
      return entries.compactMap { entry in
        guard let key = entry.key.scalar?.text, let scalar = entry.value.scalar else { return nil }
        let text = Value.text(entry.value.isNull ? "" : scalar.text)
        return Value.Member(key, scalar.isSensitive ? .sensitive(text) : text)
      }
    }
    return (node.sequence ?? []).compactMap { element in
      guard let scalar = element.scalar else { return nil }
      guard let equals = scalar.text.firstIndex(of: "=") else {
        problems.error(
          Message.noPair(scalar.text), at: element.place, hint: Message.noPairHint)
        return nil
      }
      let text = Value.text(String(scalar.text[scalar.text.index(after: equals)...]))
      return Value.Member(
        String(scalar.text[..<equals]), scalar.isSensitive ? .sensitive(text) : text)
    }
  }

  private static func restart(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> String? {
    guard let text = declaration.text("restart") else { return nil }
    if ["no", "always", "unless-stopped", "on-failure"].contains(text) { return text }
    if text.hasPrefix("on-failure:"), let count = Int(text.dropFirst(11)), count > 0 { return text }
    problems.error(
      Message.noRestart(text), at: declaration.place(of: "restart"), hint: Message.restartHint)
    return nil
  }

  private static func ports(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> [String]? {
    guard let nodes = declaration.node("ports")?.sequence else { return nil }
    var ports: Set<String> = []
    for node in nodes {
      guard let text = node.scalar?.text else { continue }
      guard let expanded = PublishedPort.expanded(text) else {
        problems.error(Message.noPort(text), at: node.place, hint: Message.portHint)
        continue
      }
      for port in expanded { ports.insert(port.description) }
    }
    return ports.sorted()
  }

  private static func volumes(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> [String]? {
    guard let nodes = declaration.node("volumes")?.sequence else { return nil }
    var volumes: [String] = []
    for node in nodes {
      guard let text = node.scalar?.text else { continue }
      guard let volume = MountedVolume(text) else {
        problems.error(Message.noVolume(text), at: node.place, hint: Message.volumeHint)
        continue
      }
      volumes.append(volume.description)
    }
    return volumes.sorted()
  }
}

private enum Message {
  static let twoNetworks = "'network_mode' and 'networks' exclude one another"
  static let twoNetworksHint = "keep one of them"
  static let littleMemory = "'memory' must be at least 6M, says the engine"
  static func noPair(_ text: String) -> String {
    "'\(text.prefix { $0 != "=" })' has no value"
  }
  static let noPairHint = "write NAME=value, or a mapping NAME: value"
  static func noRestart(_ text: String) -> String { "'\(text)' is no restart policy" }
  static let restartHint = "no, always, unless-stopped, on-failure or on-failure:3"
  static func noPort(_ text: String) -> String { "'\(text)' is no published port" }
  static let portHint = "write container, host:container or ip:host:container, and /udp if so"
  static func noVolume(_ text: String) -> String { "'\(text)' is no volume" }
  static let volumeHint = "write /host/path:/path, name:/path, and :ro if so"
}
