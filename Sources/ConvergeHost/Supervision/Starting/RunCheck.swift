internal import ConvergeCore

/// What a run must be for a supervisor to take it.
enum RunCheck {
  /// Refuses what the kernel would understand otherwise than it was meant, and names that would lead
  /// elsewhere.
  static func check(_ run: SupervisedRun) throws(HostError) {
    func refuse(_ because: String) -> HostError {
      HostError(.refused, "start", run.label, because: because)
    }
    let isLabel = run.label.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isLabel, !run.label.isEmpty else { throw refuse(Message.badLabel) }
    guard !run.arguments.isEmpty else { throw refuse(Message.nothing) }
    for path in [run.directory, run.workingDirectory] where !path.hasPrefix("/") {
      throw refuse(Message.relative(path))
    }
    let texts =
      run.arguments + [run.directory, run.workingDirectory] + Array(run.environment.values)
    guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw refuse(Message.zero) }
    for name in run.environment.keys
    where name.isEmpty || name.utf8.contains(0) || name.contains("=") {
      throw refuse(Message.badVariable(name))
    }
    for name in run.credentials.keys
    where name.isEmpty || name.hasPrefix(".") || name.utf8.contains(0)
      || name.utf8.contains(UInt8(ascii: "/"))
    {
      throw refuse(Message.badCredential(name))
    }
  }
}

private enum Message {
  static let badLabel = "its label has other characters than letters, digits and '-'"
  static let nothing = "no program is named"
  static let zero = "an argument, a directory or its environment has a zero byte in it"
  static func relative(_ path: String) -> String { "\"\(path)\" is not an absolute path" }
  static func badVariable(_ name: String) -> String {
    "\"\(name)\" cannot be the name of a variable of the environment"
  }
  static func badCredential(_ name: String) -> String {
    "\"\(name)\" cannot be the name of a file of credentials"
  }
}
