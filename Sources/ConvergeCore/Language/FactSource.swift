/// What the expressions of a manifest know of a host: facts by their names, read when they are asked
/// for.
package protocol FactSource: Sendable {
  /// The names that `facts.` can be followed by, in order.
  var names: [String] { get }
  /// The fact of that name. It is the same value each time, so that all of a run sees one host.
  ///
  /// - Throws: `HostError`; `notFound` for a name that there is not.
  func fact(named name: String) async throws(HostError) -> Value
  /// As `fact(named:)`, where nobody has to be waited for; nil where a service or a program must be
  /// asked.
  func readyFact(named name: String) throws(HostError) -> Value?
}
