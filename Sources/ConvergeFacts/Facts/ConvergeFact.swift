internal import ConvergeCore

/// `facts.converge`
enum ConvergeFact {
  static let fact = Fact(
    "converge", "converge itself.", from: "the program",
    [
      FactSpec(
        "version", .text, "As `converge --version` tells it, without the name.", from: "the program"
      )
    ]
  ) { host in
    .record(["version": .told(host.version)])
  }
}
