package import ConvergeCore

/// A small shell and the programs that commands of tests are made of.
///
/// `touch PATH`, `rm PATH`, `test -e PATH`, `write PATH TEXT…`, `echo TEXT…`, `fail TEXT…` (to
/// standard error), `sleep SECONDS`, `exit STATUS`, and `record PATH`, which writes down as whom, where
/// and with which variables it ran. A script has one on each line and ends at the first that fails.
package struct SimulatedShell: SimulatedProgram {
  package init() {}

  /// Makes all of them known to a machine.
  package static func install(on machine: SimulatedHost) {
    for name in ["sh", "touch", "rm", "test", "write", "echo", "fail", "sleep", "exit", "record"] {
      machine.install(SimulatedShell(), at: "/usr/bin/\(name)")
    }
  }

  package func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    var session = Session(invocation: invocation, machine: machine)
    let arguments = invocation.arguments
    let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    guard program == "sh" else {
      let status = try session.run([program] + arguments.dropFirst())
      return session.result(status)
    }
    for line in (arguments.last ?? "").split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.first == "exit" { return session.result(Int32(words.last ?? "") ?? 0) }
      let status = try session.run(words)
      if status != 0 { return session.result(status) }
    }
    return session.result(0)
  }

  private struct Session {
    let invocation: Invocation
    let machine: SimulatedHost
    var output = ""
    var error = ""

    func result(_ status: Int32) -> ProcessResult {
      ProcessResult(end: .exited(status), output: Array(output.utf8), error: Array(error.utf8))
    }

    mutating func run(_ words: [String]) throws(HostError) -> Int32 {
      let path = words.count > 1 ? words[words.count - 1] : ""
      let rest = words.dropFirst().joined(separator: " ")
      switch words.first ?? "" {
      case "touch": if machine.entry(path) == nil { try write("", to: path) }
      case "rm": if machine.entry(path) != nil { try machine.files.remove(path) }
      case "test": return machine.entry(path) == nil ? 1 : 0
      case "write": try write(words.dropFirst(2).joined(separator: " ") + "\n", to: words[1])
      case "record": try write(record, to: path)
      case "echo": output += "\(rest)\n"
      case "sleep": machine.advance(by: .seconds(Int(path) ?? 1))
      case "exit": return Int32(path) ?? 0
      case "fail":
        error += "\(rest)\n"
        return 1
      default:
        error += "sh: \(words.first ?? ""): not found\n"
        return 127
      }
      return 0
    }

    private func write(_ text: String, to path: String) throws(HostError) {
      if machine.entry(path) != nil { try machine.files.remove(path) }
      try machine.files.stage(
        Candidate(
          content: Array(text.utf8), mode: 0o644, owner: FileOwner(user: nil, group: nil),
          likeness: nil), at: path)
    }

    private var record: String {
      let user = invocation.user.map { user in
        "\(user.user):\(user.group):\(user.supplementary.map(String.init).joined(separator: ","))"
      }
      var lines = ["user=\(user ?? "own")", "cwd=\(invocation.directory)"]
      let plain = Invocation.plainEnvironment
      for (name, value) in invocation.environment.sorted(by: { $0.key < $1.key })
      where plain[name] != value {
        lines.append("\(name)=\(value)")
      }
      for name in plain.keys.sorted() where invocation.environment[name] == nil {
        lines.append("\(name) is not set")
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }
}

/// `shell: true`: the small shell with its programs.
package struct SimulatedShellPart: SimulatedPart {
  package static let keys = ["shell"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    SimulatedShell.install(on: machine)
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: node.place)
  }
}
