internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeHost
internal import ConvergeManifest
internal import Synchronization

/// The facts that a manifest uses: each is read when an expression first asks for it.
final class HostFacts: FactLookup {
  private let given: GivenFacts?
  private let reader = Mutex<FactReader?>(nil)

  /// - Parameter given: facts to be taken in the place of this host's.
  init(given: GivenFacts?) { self.given = given }

  var names: [String] { given?.names ?? FactReader.names }

  func fact(_ name: String) throws(HostError) -> Value? {
    guard names.contains(name) else { return nil }
    if let given { return try given.readyFact(named: name) }
    let reader = reader.withLock { reader in
      let made = reader ?? Self.makeReader()
      reader = made
      return made
    }
    if let value = try reader.readyFact(named: name) { return value }
    return try Self.wait(for: name, reader)
  }

  private static func makeReader() -> FactReader {
    let host = LocalHost().host
    return FactReader(
      host: host, version: Converge.version, own: OwnFacts(host: host, yaml: FactText.yaml))
  }

  /// What a service or a program has to be asked for starts the runtime for waiting.
  private static func wait(for name: String, _ reader: FactReader) throws(HostError) -> Value {
    do {
      return try Waiting.run { try await reader.fact(named: name) }
    } catch let error as HostError {
      throw error
    } catch {
      throw HostError(.other, "read", "fact \(name)", because: "\(error)")
    }
  }
}
