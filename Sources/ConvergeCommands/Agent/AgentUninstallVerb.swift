internal import ArgumentParser
internal import ConvergeAgent
internal import ConvergeCore

/// `converge agent uninstall`
struct AgentUninstallVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Stops the agent and removes its units; the host stays as it is.",
    discussion: """
      For example: converge agent uninstall

      The configuration and what converge remembers stay: 'converge apply' goes on from there.
      """)

  func run() throws {
    try AgentInstallation.refuseWithoutSystemd("uninstall")
    let installation = AgentInstallation()
    guard AgentInstallation.isInstalled else {
      return Console.output.write("the agent is not installed\n")
    }
    for unit in [AgentUnit.timer, AgentUnit.service] {
      // One that is not there is as good as stopped.
      try? installation.systemctl("disable", "--now", unit)
    }
    do throws(HostError) {
      for unit in [AgentUnit.timer, AgentUnit.service] where try installation.remove(unit) {
        Console.output.write("removed \(unit)\n")
      }
    } catch {
      throw Stop(.notWritable, error)
    }
    try installation.systemctl("daemon-reload")
  }
}
