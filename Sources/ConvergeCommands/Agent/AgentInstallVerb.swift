internal import ArgumentParser
internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeYAML

/// `converge agent install`
struct AgentInstallVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Has systemd run the agent, now and from every boot on.",
    discussion: """
      For example: converge agent install --source /etc/converge/site.yml

      Writes \(AgentInstallation.directory)/\(AgentUnit.service), and where there is no \
      configuration yet, one with the source. Running it again puts right what is not as it should \
      be.

      Exit status:
        0    it is installed and runs
        65   the manifest is invalid
        66   the manifest cannot be read
        69   systemd does not run here, or refuses
        77   not root, or the program can be changed by others
        78   the configuration is wrong, or there is none
      """)

  @Option(
    help: ArgumentHelp(
      "What the agent applies, where there is no configuration yet.", valueName: "source"),
    completion: .manifest)
  var source: String?

  @Flag(help: "A timer that starts one pass after another, instead of a service that stays.")
  var timer = false

  @OptionGroup var configuration: AgentConfigurationOption

  func run() throws {
    try AgentInstallation.refuseWithoutSystemd("install")
    let installation = AgentInstallation()
    let program = try installation.program()
    let path = configuration.path ?? HostConfiguration.usual
    guard path.hasPrefix("/") else { throw Stop(.usage, Message.relative(path)) }
    let new = try newConfiguration(path)
    let found =
      try new.map { try HostConfiguration(Array($0.utf8), at: path, ColorOption.automatic) }
      ?? HostConfiguration(chosen: configuration.path, ColorOption.automatic)
    guard found.agent.source != nil else { throw Stop(.badConfiguration, Message.noSource) }
    try refuseWrongManifest(AgentSettings(found))
    // Nothing was written before it was known that all is right.
    if let new { try write(new, to: path) }

    var unit = AgentUnit(program: program)
    unit.configuration = configuration.path
    unit.stateDirectory = found.agent.stateDirectory
    do throws(HostError) {
      let service = timer ? unit.oneshotText : unit.serviceText
      if try installation.write(service, as: AgentUnit.service) { tell("wrote", AgentUnit.service) }
      if timer {
        let text = unit.timerText(interval: found.agent.interval, splay: found.agent.splay)
        if try installation.write(text, as: AgentUnit.timer) { tell("wrote", AgentUnit.timer) }
      }
    } catch {
      throw Stop(.notWritable, error)
    }
    try start(installation)
  }

  /// Of a service and a timer, only one has the host pass after pass.
  private func start(_ installation: AgentInstallation) throws {
    try installation.systemctl("daemon-reload")
    if timer {
      try? installation.systemctl("disable", AgentUnit.service)
      try? installation.systemctl("stop", AgentUnit.service)
      try installation.systemctl("enable", "--now", AgentUnit.timer)
      tell("started", AgentUnit.timer)
      return
    }
    try? installation.systemctl("disable", "--now", AgentUnit.timer)
    do throws(HostError) {
      if try installation.remove(AgentUnit.timer) { tell("removed", AgentUnit.timer) }
    } catch {
      throw Stop(.notWritable, error)
    }
    try installation.systemctl("daemon-reload")
    try installation.systemctl("enable", AgentUnit.service)
    // Also one that runs already by an older unit or program.
    try installation.systemctl("restart", AgentUnit.service)
    tell("started", AgentUnit.service)
  }

  /// The text of a configuration with the source; nil where none was named, or the one that is
  /// there has it.
  private func newConfiguration(_ path: String) throws -> String? {
    guard let source else { return nil }
    do throws(HostError) {
      guard try LocalFiles().status(path) != nil else {
        return Value.mapping([.init("source", .text(source))]).yamlText()
      }
      let found = try? HostConfiguration(chosen: path, ColorOption.automatic)
      guard found?.agent.source != source else { return nil }
      throw HostError(
        .exists, "write", path, because: "it is there, with another source",
        remedy: "write source: \(source) in it, and leave out --source")
    } catch {
      throw Stop(.badConfiguration, error)
    }
  }

  private func write(_ text: String, to path: String) throws {
    do throws(HostError) {
      if try SystemFile(files: LocalFiles()).write(text, to: path) { tell("wrote", path) }
    } catch {
      throw Stop(.badConfiguration, error)
    }
  }

  /// One that lies on this host: what is wrong with it is better known now than in an hour.
  private func refuseWrongManifest(_ settings: AgentSettings) throws {
    guard case .path(let path)? = settings.source else { return }
    _ = try ManifestRun(
      path, settings.input, settings.selection, settings.state, settings.output)
  }

  private func tell(_ word: String, _ what: String) {
    Console.output.write("\(word) \(what)\n")
  }
}

private enum Message {
  static func relative(_ path: String) -> String {
    "--config: '\(path)' is no absolute path, and an agent is in no directory"
  }
  static let noSource = "the configuration has no 'source': write one, or give --source"
}
