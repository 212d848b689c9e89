package import ConvergeCore

/// A fact: what it holds, and how a host tells it.
struct Fact: Sendable {
  /// Reading never fails: what the host does not tell is null.
  enum Reading: Sendable {
    /// From files and system calls.
    case atOnce(@Sendable (FactHost) -> Value)
    /// From a service, which may take its time.
    case waiting(@Sendable (FactHost) async -> Value)
  }

  let spec: FactSpec
  let reading: Reading

  init(_ spec: FactSpec, reading: Reading) {
    self.spec = spec
    self.reading = reading
  }

  /// A fact of fixed keys that is read from files.
  init(
    _ name: String, _ summary: String, from source: String, _ fields: [FactSpec],
    read: @escaping @Sendable (FactHost) -> Value
  ) {
    self.init(
      FactSpec(name, .record(fields), summary, from: source), reading: .atOnce(read))
  }
}

/// All facts, in the order in which they are told.
package enum FactTable {
  static let facts: [Fact] = [
    OSFact.fact, KernelFact.fact, CPUFact.fact, MemoryFact.fact, DisksFact.fact, MountsFact.fact,
    NetworkFact.fact, VirtualFact.fact, InitFact.fact, UserFact.fact, TimeFact.fact,
    CloudFact.fact, ContainersFact.fact, PackagesFact.fact, LocaleFact.fact, ConvergeFact.fact,
  ]

  /// What they hold, own facts as the last.
  package static let specs: [FactSpec] = facts.map(\.spec) + [OwnFacts.spec]
}
