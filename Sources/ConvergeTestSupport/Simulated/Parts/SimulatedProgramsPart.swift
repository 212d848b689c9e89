package import ConvergeCore

/// `programs`: small checkers, as `validate` runs them.
///
/// `/usr/sbin/check: { rejects: bad, reads: /etc/x.conf, exit: 1, says: "line 1: bad" }` ends with
/// `exit` (default 1) and `says` on standard error where a file among its arguments, or one it
/// `reads`, contains `rejects`. Without `rejects` it always ends with `exit` (then default 0).
/// `makes: /path` makes that file first; `takes: 30s` lets time pass.
package struct SimulatedProgramsPart: SimulatedPart {
  package static let keys = ["programs"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    for (path, value) in try node.named() {
      try value.requireKeys(["rejects", "reads", "exit", "says", "makes", "takes"])
      machine.install(
        SimulatedChecker(
          rejected: value.text("rejects"), reads: value.texts("reads"),
          status: value.integer("exit").map(Int32.init), says: value.text("says") ?? "",
          makes: value.text("makes"),
          takes: value.text("takes").flatMap(Duration.init(quantity:)) ?? .zero),
        at: path)
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: node.place)
  }
}

/// A program that looks for a text in files.
package struct SimulatedChecker: SimulatedProgram {
  let rejected: String?
  let reads: [String]
  let status: Int32?
  let says: String
  let makes: String?
  let takes: Duration

  package init(
    rejected: String?, reads: [String] = [], status: Int32? = nil, says: String = "",
    makes: String? = nil, takes: Duration = .zero
  ) {
    self.rejected = rejected
    self.reads = reads
    self.status = status
    self.says = says
    self.makes = makes
    self.takes = takes
  }

  package func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    machine.advance(by: takes)
    if let makes, machine.entry(makes) == nil {
      try machine.files.stage(
        Candidate(
          content: [], mode: 0o644, owner: FileOwner(user: nil, group: nil), likeness: nil),
        at: makes)
    }
    guard let rejected else {
      return ProcessResult(end: .exited(status ?? 0), output: [], error: Array(says.utf8))
    }
    let paths = invocation.arguments.dropFirst().filter { $0.hasPrefix("/") } + reads
    let isBad = paths.contains { path in
      let bytes = path == "/dev/stdin" ? invocation.input : machine.content(path) ?? []
      return String(decoding: bytes, as: UTF8.self).contains(rejected)
    }
    return ProcessResult(
      end: .exited(isBad ? status ?? 1 : 0), output: [], error: isBad ? Array(says.utf8) : [])
  }
}
