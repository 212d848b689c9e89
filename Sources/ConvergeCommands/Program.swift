internal import ArgumentParser
internal import ConvergeCore
internal import Glibc

/// The program: parses the command line, runs a verb, and turns how it ended into an exit status.
package enum Program {
  /// Runs the process's own command line; does not return.
  package static func main() -> Never {
    // A reader of our output or progress that goes away must not end a run midway.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the verb that `arguments` name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    if let complaint = complaintAboutVerb(arguments) {
      Console.error.write("\(complaint)\n")
      return .usage
    }
    do {
      var command = try Converge.parseAsRoot(arguments)
      try command.run()
      return .success
    } catch let stop as Stop {
      if let message = stop.message { Console.error.write("\(message)\n") }
      return stop.status
    } catch {
      return report(error)
    }
  }

  /// What ArgumentParser has to say: help and version on standard output, the rest is wrong usage.
  private static func report(_ error: any Error) -> ExitStatus {
    let message = Converge.fullMessage(for: error, columns: Console.columns)
    if Converge.exitCode(for: error).isSuccess {
      Console.output.write("\(message)\n")
      return .success
    }
    Console.error.write(message.hasSuffix("\n") ? message : "\(message)\n")
    return .usage
  }

  /// An unknown verb, with the nearest known one.
  private static func complaintAboutVerb(_ arguments: [String]) -> String? {
    guard let verb = arguments.first, !verb.hasPrefix("-") else { return nil }
    let known = Converge.verbs + ["help"]
    guard !known.contains(verb) else { return nil }
    return Message.unknownVerb(verb, nearest(to: verb, among: known))
  }
}

private enum Message {
  static func unknownVerb(_ verb: String, _ nearest: String?) -> String {
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "'converge --help' lists the verbs"
    return "error: unknown verb '\(verb)': \(hint)"
  }
}
