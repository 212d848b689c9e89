internal import ArgumentParser
internal import ConvergeAgent
internal import ConvergeCore

/// `converge agent enable`
struct AgentEnableVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enable",
    abstract: "Lets the agent work again.",
    discussion: "For example: converge agent enable")

  @OptionGroup var configuration: AgentConfigurationOption

  func run() throws {
    let folder = try AgentFolder.ofHost(configuration.path, isWritten: true)
    do throws(HostError) {
      guard try folder.disabling() != nil else {
        return Console.output.write("the agent is enabled\n")
      }
      try folder.write(AgentDisabling?.none)
    } catch {
      throw Stop(.notWritable, error)
    }
    Console.output.write("the agent is enabled again; a running one begins within 15 s\n")
  }
}
