internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost
internal import Glibc

/// The program: parses the command line, runs a verb, and turns how it ended into an exit status.
package enum Program {
  /// Runs the process's own command line; does not return.
  package static func main() -> Never {
    if CommandLine.arguments.dropFirst().first == Supervisor.verb { Supervisor.main() }
    ProcessMemory.useOneHeap()
    Console.openMissing()
    // A reader of our output or progress that goes away must not end a run midway.
    signal(SIGPIPE, SIG_IGN)
    Crash.watch()
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the verb that `arguments` name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    let status = outcome(of: arguments)
    guard let complaint = Console.complaint else { return status }
    Console.error.write("error: \(Message.notWritten(complaint))\n")
    return .notWritable
  }

  private static func outcome(of arguments: [String]) -> ExitStatus {
    if let verb = UsualCommandLine.verb(arguments) { return outcome(of: verb) }
    if let complaint = VerbCheck.complaint(about: arguments) {
      Console.error.write("error: \(complaint)\n")
      return .usage
    }
    do {
      return outcome(of: try parsed(arguments))
    } catch {
      return report(error)
    }
  }

  private static func outcome(of verb: any ParsableCommand) -> ExitStatus {
    var verb = verb
    do {
      try verb.run()
      return .success
    } catch let stop as Stop {
      if let message = stop.message { Console.error.write("\(message)\n") }
      return stop.status
    } catch {
      return report(error)
    }
  }

  /// An option that is wrong is told before an argument that is missing: the one may be the reason
  /// for the other.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try Converge.parseAsRoot(arguments)
    } catch let missing where arguments.contains(where: { $0.hasPrefix("-") }) {
      guard Converge.exitCode(for: missing) == .validationFailure else { throw missing }
      do { _ = try Converge.parseAsRoot(arguments + ["argument"]) } catch {
        if Converge.message(for: error).hasPrefix("Unknown option") { throw error }
      }
      throw missing
    }
  }

  /// What ArgumentParser has to say: help and version on standard output, the rest is wrong usage.
  private static func report(_ error: any Error) -> ExitStatus {
    switch Converge.exitCode(for: error) {
    case .success:
      let text = Converge.fullMessage(for: error, columns: Console.output.columns)
      Console.output.write("\(text)\n")
      return .success
    case .validationFailure:
      var text = Converge.fullMessage(for: error, columns: Console.error.columns)
      if let hint = VerbCheck.hint(for: Converge.message(for: error)) {
        text = text.replacing(Converge.message(for: error), with: hint, maxReplacements: 1)
      }
      Console.error.write(text.hasSuffix("\n") ? text : "\(text)\n")
      return .usage
    default:
      Console.error.write("error: \(Message.bug(error))\n")
      return .bug
    }
  }
}

private enum Message {
  static func notWritten(_ complaint: String) -> String {
    "standard output cannot be written: \(complaint.lowercased())"
  }

  static func bug(_ error: any Error) -> String {
    "this is a bug in converge; please report it, with the manifest: \(error)"
  }
}
