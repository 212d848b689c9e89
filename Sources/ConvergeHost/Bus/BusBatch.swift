internal import ConvergeCore
internal import Synchronization

/// Calls that are asked for together.
struct BusBatch: Sendable {
  let id: UInt64
  let calls: [BusCall]
  /// The signal that ends the jobs that the calls begin; nil where the answers are what is wanted.
  let end: BusJobEnd?
  let timeout: Duration

  private static let count = Atomic<UInt64>(0)

  init(_ calls: [BusCall], until end: BusJobEnd?, timeout: Duration) {
    id = Self.count.add(1, ordering: .relaxed).newValue
    self.calls = calls
    self.end = end
    self.timeout = timeout
  }

  /// The rule by which the bus sends us the signals that end the jobs (D-Bus specification, Match
  /// Rules); nil where there are none to wait for, or where a name cannot stand in a rule.
  var rule: String? {
    guard let end, let destination = calls.first?.destination else { return nil }
    let parts = [
      ("sender", destination), ("path", end.path), ("interface", end.interface),
      ("member", end.member),
    ]
    guard !parts.contains(where: { $0.1.contains("'") }) else { return nil }
    return "type='signal'," + parts.map { "\($0)='\($1)'" }.joined(separator: ",")
  }
}
