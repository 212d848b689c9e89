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
        4    something failed, or no pass can take place
        69   the agent does not run
        77   what it remembers may not be read
        78   its configuration is wrong
      """)

  @OptionGroup var configuration: AgentConfigurationOption

  @Option(help: ArgumentHelp("How it is written.", valueName: "format"))
  var format = DataFormat.text

  func run() throws {
    try Document.orProblems(in: format) {
      let folder = try AgentFolder.ofHost(configuration.path, isWritten: false)
      var view = AgentStatusView(now: Int64(time(nil)))
      do throws(HostError) {
        view.status = try folder.status()
        view.disabling = try folder.disabling().flatMap { $0.holds(at: view.now) ? $0 : nil }
        view.process = RunLock.holder(in: StateDirectory(path: folder.path))?.process
      } catch {
        throw Stop(error.reason == .denied ? .denied : .unreadable, error)
      }
      view.isInstalled = AgentInstallation.isInstalled
      Document.write(view.value, in: format)
      if format == .text { Console.output.write(view.text) }
      if view.exitStatus != .success { throw Stop(view.exitStatus) }
    }
  }
}
