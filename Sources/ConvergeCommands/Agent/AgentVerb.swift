internal import ArgumentParser

/// `converge agent`
struct AgentVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "The periodic agent: keeps this host as its manifest says.",
    discussion: "For example: converge agent install --source /etc/converge/site.yml",
    subcommands: [
      AgentInstallVerb.self, AgentUninstallVerb.self, AgentStatusVerb.self, AgentDisableVerb.self,
      AgentEnableVerb.self, AgentRunVerb.self,
    ])
}
