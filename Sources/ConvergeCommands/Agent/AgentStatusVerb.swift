internal import ArgumentParser
internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import Glibc

/// `converge agent status`
struct AgentStatusVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How the agent stands: its last pass, its next one, drift at a glance.",
    discussion: """
      For example: converge agent status --format json

      Exit status:
        0    it runs, and all is as declared
        2    something differs, waits or is owed, or the agent is disabled
        4    something failed, no pass can take place, or the configuration is wrong
        69   the agent does not run
        77   what it remembers may not be read
      """)

  @OptionGroup var configuration: AgentConfigurationOption

  @Option(help: ArgumentHelp("How it is written.", valueName: "format"))
  var format = DataFormat.text

  func run() throws {
    var status = ExitStatus.success
    try Document.orProblems(in: format) {
      let view = try AgentStatusView(of: configuration.path, now: Int64(time(nil)))
      Document.write(view.value, in: format)
      if format == .text { Console.output.write(view.text) }
      status = view.exitStatus
    }
    if status != .success { throw Stop(status) }
  }
}

extension AgentStatusView {
  /// Of the agent with this configuration; of the usual one where that is wrong, which is what
  /// somebody wants to know then.
  ///
  /// - Throws: `Stop` with 77 or 66 where what it remembers cannot be read.
  fileprivate init(of configuration: String?, now: Int64) throws {
    self.init(now: now)
    let found: HostConfiguration?
    do { found = try HostConfiguration(chosen: configuration, AgentSettings.plainColor) } catch {
      found = nil
      problem = Message.wrong((error as? Stop)?.line ?? "\(error)")
    }
    do throws(HostError) {
      let state = try StateDirectory.resolve(chosen: found?.agent.stateDirectory)
      let folder = AgentFolder(in: state.path, files: LocalFiles())
      status = try folder.status()
      disabling = try folder.disabling().flatMap { $0.holds(at: now) ? $0 : nil }
      process = RunLock.holder(in: StateDirectory(path: folder.path))?.process
    } catch {
      throw Stop(error.reason == .denied ? .denied : .unreadable, error)
    }
    problem = status?.problem ?? problem
    isInstalled = AgentInstallation.isInstalled
  }
}

private enum Message {
  static func wrong(_ why: String) -> String { "the configuration is wrong: \(why)" }
}
