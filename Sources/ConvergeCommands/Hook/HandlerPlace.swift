internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHost

/// Where settings come from, what they are called, and where their status goes.
struct HandlerPlace: Sendable {
  /// Of a text of settings.
  private static let limitBytes = 4 << 20

  let text: [UInt8]
  /// As a person named it.
  let file: String
  /// `extension/NAME`
  let label: String
  /// Nil where nobody counts them.
  let sequence: Int?
  /// Nil outside of a handler.
  let status: Status?
  /// Of certificates, unless others are chosen.
  let certificates: String
  /// Nil outside of a handler.
  let handler: HandlerEnvironment?

  /// Where the status of the settings goes.
  struct Status: Sendable {
    let folder: String
    let name: String
  }

  /// - Throws: `Stop` with 64 where nothing is named and there is no handler, with 66 where something
  ///   cannot be read.
  init(settings: String?, handler: String?, name: String?) throws {
    let host = LocalHost().host
    if let settings {
      self = try Self(settings: settings, name: name)
      return
    }
    do throws(HostError) {
      let directory = try Self.handlerDirectory(handler, on: host)
      self = try Self(handler: directory, name: name, on: host)
    } catch {
      if handler == nil, error.reason == .notFound, error.subject.hasSuffix(Message.noHandler) {
        throw Stop(.usage, Message.nothing)
      }
      throw Stop(error.reason == .denied ? .denied : .unreadable, error)
    }
  }

  private static func handlerDirectory(
    _ chosen: String?, on host: Host
  ) throws(HostError) -> String {
    let directory = try StateDirectory.resolve(chosen: chosen ?? ".").path
    guard let resolved = try host.files.resolve(directory),
      try host.files.status("\(resolved)/\(HandlerEnvironment.fileName)") != nil
    else {
      throw HostError(
        .notFound, "read", "\(directory)/\(HandlerEnvironment.fileName)",
        because: "there is no such file")
    }
    return resolved
  }

  private init(settings: String, name: String?) throws {
    do throws(HostError) {
      text =
        settings == "-"
        ? try StandardInput.read(limitBytes: Self.limitBytes)
        : try DirectorySources(directory: "").read(settings, limitBytes: Self.limitBytes)
    } catch {
      throw Stop(.unreadable, error)
    }
    file = settings
    let base = settings.split(separator: "/").last.map(String.init) ?? settings
    let numbered = SettingsFile(fileName: base)
    let stem = base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
    let own = numbered.map { $0.instance ?? "custom-script" } ?? (base == "-" ? "settings" : stem)
    label = "extension/\(name ?? own)"
    sequence = Self.sequenceOfEnvironment ?? numbered?.sequence
    status = nil
    certificates = "/var/lib/waagent"
    handler = nil
  }

  private init(handler: String, name: String?, on host: Host) throws(HostError) {
    let environment = try HandlerEnvironment(in: handler, on: host)
    let named = ProcessEnvironment.variable("ConfigExtensionName")
    let instance = name ?? named.flatMap { $0.isEmpty ? nil : $0 }
    if let instance, instance.contains("/") || instance.hasPrefix(".") {
      throw HostError(
        .notFound, "use", "ConfigExtensionName", because: "'\(instance)' is no name of an instance")
    }
    let found = try SettingsFile.find(
      in: environment.configFolder, instance: instance, sequence: Self.sequenceOfEnvironment,
      on: host)
    let folder = try host.files.resolve(environment.configFolder) ?? environment.configFolder
    file = "\(folder)/\(found.settingsName)"
    text = try host.files.read(file, limitBytes: Self.limitBytes)
    label = (["extension", environment.name] + (instance.map { [$0] } ?? [])).joined(separator: "/")
    sequence = found.sequence
    status = Status(folder: environment.statusFolder, name: found.statusName)
    certificates = environment.certificates
    self.handler = environment
  }

  private static var sequenceOfEnvironment: Int? {
    ProcessEnvironment.variable("ConfigSequenceNumber").flatMap(SettingsFile.number)
  }
}

private enum Message {
  static let noHandler = "/HandlerEnvironment.json"
  static let nothing =
    "name the settings, or a handler's directory with '--handler'; here is no "
    + "HandlerEnvironment.json"
}
