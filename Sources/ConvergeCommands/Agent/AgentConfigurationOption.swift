internal import ArgumentParser

/// Where the agent's configuration is.
struct AgentConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The agent's configuration; default: \(HostConfiguration.usual).", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var path: String?
}
