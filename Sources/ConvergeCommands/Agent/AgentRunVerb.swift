internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost

/// `converge agent run`
struct AgentRunVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Keeps the host as its manifest says, until it is told to stop.",
    discussion: """
      For example: converge agent run --once

      SIGHUP has it read its configuration again; SIGTERM has it finish the step under way and end.

      Exit status:
        0    it was told to stop; with --once: all is as the manifest says
        4    with --once: something failed
        65   with --once: the manifest is invalid
        73   the state directory cannot be written
        75   another agent runs, or with --once another run is under way
        78   its configuration is wrong
      """)

  @OptionGroup var configuration: AgentConfigurationOption

  @Flag(help: "Make one pass and end, as a timer wants it.")
  var once = false

  func run() throws {
    let wakes: Wakes
    // Before there is any other thread, which would take signals.
    do throws(HostError) { wakes = try Wakes() } catch { throw Stop(.notWritable, error) }
    var loop = try AgentLoop.open(configuration.path, wakes)
    if once { try loop.runOnce() } else { loop.run() }
  }
}
