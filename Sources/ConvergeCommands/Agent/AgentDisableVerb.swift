internal import ArgumentParser
internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import Glibc

/// `converge agent disable`
struct AgentDisableVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable",
    abstract: "Has the agent do nothing until it is enabled, or for a time.",
    discussion: """
      For example: converge agent disable --reason 'database upgrade' --for 2h

      A pass that is under way is finished. 'converge apply' works as ever.
      """)

  @Option(help: ArgumentHelp("Why; whoever asks for the status reads it.", valueName: "text"))
  var reason: String

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "For how long, as 30m or 2h; default: until it is enabled.",
      valueName: "duration"))
  var length: String?

  @OptionGroup var configuration: AgentConfigurationOption

  func validate() throws {
    if reason.isEmpty || reason.utf8.count > 500 {
      throw ValidationError("'--reason' is a text of 1 to 500 bytes")
    }
    if let length, Duration(quantity: length) == nil {
      throw ValidationError("'\(length)' is no duration; write 30m, 2h or 1d")
    }
  }

  func run() throws {
    let folder = try AgentFolder.ofHost(configuration.path, isWritten: true)
    var disabling = AgentDisabling()
    disabling.reason = reason
    disabling.since = Int64(time(nil))
    disabling.user = ProcessEnvironment.variable("SUDO_USER")
    let seconds = length.flatMap { Duration(quantity: $0) }.map { $0.wholeMilliseconds / 1000 }
    disabling.until = seconds.map { disabling.since + $0 }
    do throws(HostError) { try folder.write(disabling) } catch { throw Stop(.notWritable, error) }
    let until = disabling.until.map { " until \(Timestamp(seconds: $0))" } ?? ""
    Console.output.write("the agent does nothing\(until): \(reason)\n")
  }
}
