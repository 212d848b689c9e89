internal import ConvergeCore
internal import ConvergeSystems

/// Reading a declaration; what the engine would refuse is refused here, with its place.
extension ContainerSettings {
  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    let before = problems.items.count
    command = declaration.texts("command")
    entrypoint = declaration.texts("entrypoint")
    environment = Self.pairs(declaration, "environment", reporting: &problems)
    labels = Self.pairs(declaration, "labels", reporting: &problems)
    user = declaration.text("user")
    workingDirectory = declaration.node("working_dir")
      .flatMap { FilePath.normalised($0, reporting: &problems) }
    hostname = declaration.text("hostname")
    memoryBytes = declaration.size("memory")
    nanoCPUs = declaration.number("cpus").map { Int64(($0 * 1_000_000_000).rounded()) }
    networks = declaration.texts("networks").map { Set($0).sorted() }
    networkMode = declaration.text("network_mode")
    healthcheck = declaration.node("healthcheck").map { ContainerHealthcheck($0) }
    restart = Self.restart(declaration, reporting: &problems)
    ports = Self.ports(declaration, reporting: &problems)
    volumes = Self.volumes(declaration, reporting: &problems)
    checkProcess(declaration, reporting: &problems)
    checkNetwork(declaration, reporting: &problems)
    if problems.items.count > before { return nil }
  }

  private func checkProcess(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    if command?.isEmpty == true {
      problems.error(
        Message.noCommand, at: declaration.place(of: "command"), hint: Message.noCommandHint)
    }
    if let memoryBytes, memoryBytes < 6 << 20 {
      problems.error(Message.littleMemory, at: declaration.place(of: "memory"))
    }
    if let label = labels?.first(where: { $0.key.hasPrefix("converge.") }) {
      problems.error(Message.ownLabel(label.key), at: declaration.place(of: "labels"))
    }
    guard let healthcheck, let node = declaration.node("healthcheck") else { return }
    if healthcheck.test?.contains(where: { !$0.isEmpty && $0 != "CMD" && $0 != "CMD-SHELL" })
      == false
    {
      problems.error(
        Message.noTest, at: node["test"]?.place ?? node.place, hint: Message.noTestHint)
    }
    for (name, value) in [
      ("interval", healthcheck.intervalNanoseconds), ("timeout", healthcheck.timeoutNanoseconds),
    ] where value == 0 {
      problems.error(Message.noTime(name), at: node[name]?.place ?? node.place)
    }
  }

  private func checkNetwork(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    func error(_ message: String, _ attribute: String, hint: String? = nil) {
      problems.error(message, at: declaration.place(of: attribute), hint: hint)
    }
    if networks != nil, networkMode != nil {
      error(Message.twoNetworks, "network_mode", hint: Message.twoNetworksHint)
    }
    if networks?.isEmpty == true {
      error(Message.emptyNetworks, "networks", hint: Message.emptyNetworksHint)
    }
    if let mode = networks?.first(where: { ["host", "none", "default"].contains($0) }) {
      error(Message.modeAmongNetworks(mode), "networks", hint: Message.networkModeHint)
    }
    guard let networkMode else { return }
    let isOfContainer = networkMode.hasPrefix("container:") && networkMode.utf8.count > 10
    if !isOfContainer, !["host", "none", "bridge"].contains(networkMode) {
      error(Message.noMode(networkMode), "network_mode", hint: Message.noModeHint)
    }
    if ports?.isEmpty == false, networkMode != "bridge" {
      error(Message.portsElsewhere(networkMode), "ports", hint: Message.portsElsewhereHint)
    }
    if hostname != nil, isOfContainer {
      error(Message.hostnameElsewhere(networkMode), "hostname")
    }
  }

  /// A mapping, or a list of `NAME=value` as Compose also has it.
  private static func pairs(
    _ declaration: Declaration, _ attribute: String, reporting problems: inout Diagnostics
  ) -> [Value.Member]? {
    guard let node = declaration.node(attribute) else { return nil }
    var members: [Value.Member] = []
    func add(_ name: String, _ value: String, _ scalar: Scalar, at place: Place) {
      if name.isEmpty || name.contains("=") {
        problems.error(Message.noName(name), at: place, hint: Message.noPairHint)
      } else if members.contains(where: { $0.key == name }) {
        problems.error(Message.twice(name), at: place)
      } else {
        members.append(.init(name, scalar.isSensitive ? .sensitive(.text(value)) : .text(value)))
      }
    }
    for entry in node.mapping ?? [] {
      guard let key = entry.key.scalar?.text, let scalar = entry.value.scalar else { continue }
      add(key, scalar.text, scalar, at: entry.key.place)
    }
    for element in node.sequence ?? [] {
      guard let scalar = element.scalar else { continue }
      guard let equals = scalar.text.firstIndex(of: "=") else {
        let shown = scalar.isSensitive ? "(sensitive)" : scalar.text
        problems.error(Message.noPair(shown), at: element.place, hint: Message.noPairHint)
        continue
      }
      let value = String(scalar.text[scalar.text.index(after: equals)...])
      add(String(scalar.text[..<equals]), value, scalar, at: element.place)
    }
    return members
  }

  private static func restart(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> String? {
    guard let text = declaration.text("restart") else { return nil }
    if ["no", "always", "unless-stopped", "on-failure"].contains(text) { return text }
    if text.hasPrefix("on-failure:"), let count = Int32(text.dropFirst(11)), count > 0 {
      return "on-failure:\(count)"
    }
    problems.error(
      Message.noRestart(text), at: declaration.place(of: "restart"), hint: Message.restartHint)
    return nil
  }

  private static func ports(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> [String]? {
    guard let nodes = declaration.node("ports")?.sequence else { return nil }
    var ports: Set<String> = []
    var claims: [String: String] = [:]
    for node in nodes {
      guard let text = node.scalar?.text else { continue }
      guard let expanded = PublishedPort.expanded(text) else {
        problems.error(Message.noPort(text), at: node.place, hint: Message.portHint)
        continue
      }
      for port in expanded {
        ports.insert(port.description)
        guard let claim = port.claim else { continue }
        if let other = claims[claim], other != port.description {
          problems.error(Message.portTwice(claim), at: node.place)
        }
        claims[claim] = port.description
      }
    }
    return ports.sorted()
  }

  private static func volumes(
    _ declaration: Declaration, reporting problems: inout Diagnostics
  ) -> [String]? {
    guard let nodes = declaration.node("volumes")?.sequence else { return nil }
    var volumes: [String: String] = [:]
    for node in nodes {
      guard let text = node.scalar?.text else { continue }
      guard let volume = MountedVolume(text) else {
        problems.error(Message.noVolume(text), at: node.place, hint: Message.volumeHint)
        continue
      }
      let target = FilePath.resolve(volume.target, from: "/")
      if let other = volumes[target], other != volume.description {
        problems.error(Message.targetTwice(target), at: node.place)
      }
      volumes[target] = volume.description
    }
    return volumes.values.sorted()
  }
}

private enum Message {
  static let noCommand = "'command' is empty"
  static let noCommandHint = "leave it out to have the image's own"
  static let littleMemory = "'memory' must be at least 6M, says the engine"
  static func ownLabel(_ name: String) -> String {
    "the label '\(name)' is converge's own: another must not begin with 'converge.'"
  }
  static let noTest = "'healthcheck.test' names no program"
  static let noTestHint = "write a text for a shell, a list of arguments, or disable: true"
  static func noTime(_ name: String) -> String { "'healthcheck.\(name)' must be more than nothing" }
  static let twoNetworks = "'network_mode' and 'networks' exclude one another"
  static let twoNetworksHint = "keep one of them"
  static let emptyNetworks = "'networks' is empty"
  static let emptyNetworksHint = "write network_mode: none, or leave it out for the usual bridge"
  static func modeAmongNetworks(_ mode: String) -> String { "'\(mode)' is no network" }
  static let networkModeHint = "host and none are written as network_mode"
  static func noMode(_ text: String) -> String { "'\(text)' is no network mode" }
  static let noModeHint = "host, none, bridge or container:NAME; a network's name is for networks"
  static func portsElsewhere(_ mode: String) -> String {
    "no ports can be published with network_mode: \(mode)"
  }
  static let portsElsewhereHint = "leave out one of them"
  static func hostnameElsewhere(_ mode: String) -> String {
    "with network_mode: \(mode) the host name is that container's"
  }
  static func noPair(_ text: String) -> String { "'\(text)' has no value" }
  static func noName(_ text: String) -> String { "'\(text)' is no name" }
  static func twice(_ name: String) -> String { "'\(name)' is there twice" }
  static let noPairHint = "write NAME=value, or a mapping NAME: value"
  static func noRestart(_ text: String) -> String { "'\(text)' is no restart policy" }
  static let restartHint = "no, always, unless-stopped, on-failure or on-failure:3"
  static func noPort(_ text: String) -> String { "'\(text)' is no published port" }
  static let portHint = "write container, host:container or ip:host:container, and /udp if so"
  static func portTwice(_ claim: String) -> String {
    "the host's port \(claim) is published for two ports"
  }
  static func noVolume(_ text: String) -> String { "'\(text)' is no volume" }
  static let volumeHint = "write /host/path:/path, name:/path, and :ro if so"
  static func targetTwice(_ target: String) -> String { "two volumes are mounted at '\(target)'" }
}
