package import ConvergeCore
internal import Synchronization

/// Reads the facts of a host, each when it is asked for, and once.
///
/// No process is started, but for own facts that are programs.
package final class FactReader: FactSource {
  /// Those that the host's owner added, `facts.local`, one by one.
  package let own: OwnFacts
  private let host: FactHost
  private let known = Mutex<[String: Value]>([:])

  /// Nothing is read yet.
  ///
  /// - Parameters:
  ///   - version: of converge, for `facts.converge.version`.
  package init(host: Host, version: String, own: OwnFacts) {
    self.host = FactHost(host: host, version: version)
    self.own = own
  }

  /// What there is to ask for, on every host.
  package static let names = FactTable.specs.map(\.name)

  package var names: [String] { Self.names }

  package func fact(named name: String) async throws(HostError) -> Value {
    if let ready = try readyFact(named: name) { return ready }
    if name == OwnFacts.spec.name {
      var members: [Value.Member] = []
      for name in try own.names() {
        members.append(Value.Member(name, try await own.fact(named: name)))
      }
      return keep(.mapping(members), as: name)
    }
    guard case .waiting(let read) = try fact(name).reading else { return .null }
    return keep(await read(host), as: name)
  }

  package func readyFact(named name: String) throws(HostError) -> Value? {
    if let value = known.withLock({ $0[name] }) { return value }
    if name == OwnFacts.spec.name {
      var members: [Value.Member] = []
      for name in try own.names() {
        guard let value = try own.readyFact(named: name) else { return nil }
        members.append(Value.Member(name, value))
      }
      return keep(.mapping(members), as: name)
    }
    guard case .atOnce(let read) = try fact(name).reading else { return nil }
    return keep(read(host), as: name)
  }

  private func fact(_ name: String) throws(HostError) -> Fact {
    if let fact = FactTable.facts.first(where: { $0.spec.name == name }) { return fact }
    throw FactPath.unknown(name, among: Self.names)
  }

  /// The first one read counts, also where two asked at once.
  private func keep(_ value: Value, as name: String) -> Value {
    known.withLock { known in
      if let first = known[name] { return first }
      known[name] = value
      return value
    }
  }
}
