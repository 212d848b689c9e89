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
}
