/// Why something differs (`language.md`, section 3).
package enum Cause: String, Sendable, CaseIterable {
  /// The ledger has no entry for the resource.
  case new
  /// What is desired has changed since.
  case manifest
  /// What is there has changed since.
  case host
  case both
  /// Neither; what the manifest points at has moved.
  case source
  /// Nothing differs but what is owed.
  case refresh
  /// There is no ledger to tell it from.
  case unknown

  /// The cause of a resource, from those of its changes.
  package init?(combining causes: some Sequence<Cause>) {
    let all = Set(causes)
    if all.contains(.both) || (all.contains(.manifest) && all.contains(.host)) {
      self = .both
      return
    }
    let order: [Cause] = [.new, .manifest, .host, .source, .refresh, .unknown]
    guard let first = order.first(where: all.contains) else { return nil }
    self = first
  }
}
