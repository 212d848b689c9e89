package import ConvergeCore

/// One part of a machine as a case writes it: `host:` builds it, `after:` is compared with it.
///
/// Each part knows some keys of these two mappings; `SimulatedParts.swift` lists the parts.
package protocol SimulatedPart: Sendable {
  /// The keys that it reads, as `files`.
  static var keys: [String] { get }
  /// Makes the machine have what is written under `key`.
  ///
  /// - Throws: `SimulatedCaseError` where that cannot be read.
  static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError)
  /// How the machine differs from what is written under `key`, one line each; attributes that are
  /// not written are not compared.
  static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String]
}

/// A case that makes no sense.
package struct SimulatedCaseError: Error, CustomStringConvertible {
  package let description: String

  package init(_ message: String, at place: Place) { description = "\(place): \(message)" }
}

extension SimulatedHost {
  /// A machine as the `host:` of a case describes it; without one, the small Debian.
  package convenience init(
    describedBy node: Node?, user: UInt32 = 0
  ) throws(SimulatedCaseError) {
    self.init(user: user)
    if let node, !node.isNull { try build(node) }
  }

  /// Adds what is described to the machine.
  package func build(_ node: Node) throws(SimulatedCaseError) {
    // In the order of the parts, so that accounts are there before the files they own.
    for use in try Self.parts(of: node) {
      try use.part.build(use.node, key: use.key, on: self)
    }
  }

  /// How the machine differs from the `after:` of a case, one line each.
  package func differences(from node: Node) throws(SimulatedCaseError) -> [String] {
    var found: [String] = []
    for use in try Self.parts(of: node) {
      found += try use.part.differences(from: use.node, key: use.key, on: self)
    }
    return found
  }

  /// A key of a case with the part that reads it.
  private struct Use {
    let part: any SimulatedPart.Type
    let key: String
    let node: Node
  }

  private static func parts(of node: Node) throws(SimulatedCaseError) -> [Use] {
    let entries = node.mapping ?? []
    let known = simulatedParts.flatMap { $0.keys }
    for entry in entries where !known.contains(entry.key.scalar?.text ?? "") {
      throw SimulatedCaseError(
        "no part of the simulation reads '\(entry.key.scalar?.text ?? "?")'", at: entry.key.place)
    }
    return simulatedParts.flatMap { part in
      part.keys.compactMap { key in node[key].map { Use(part: part, key: key, node: $0) } }
    }
  }
}
