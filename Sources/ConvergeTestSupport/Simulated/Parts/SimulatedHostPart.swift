package import ConvergeCore

/// `user`, whom converge runs as, and `capacity`, how many bytes fit on the root file system.
package struct SimulatedHostPart: SimulatedPart {
  package static let keys = ["user", "capacity"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    guard let number = node.value.integer else {
      throw SimulatedCaseError("'\(key)' is a number", at: node.place)
    }
    if key == "user" {
      machine.run(as: UInt32(number))
    } else {
      machine.limit(toBytes: Int(number))
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: node.place)
  }
}

extension SimulatedHost {
  /// Whom converge runs as from now on.
  package func run(as user: UInt32) { withState { $0.user = user } }
}
