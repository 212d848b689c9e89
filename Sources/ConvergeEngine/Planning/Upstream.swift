internal import ConvergeCore
internal import ConvergeGraph

/// Looks at what came before a resource; at each pattern once, however many ask.
///
/// It is asked for a resource only when everything before that one has ended.
struct Upstream: Sendable {
  /// Of what a resource subscribes to.
  struct Changes: Sendable {
    /// Resources that changed, or will change.
    var certain: [Int] = []
    /// Whether more may.
    var isOpen = false
  }

  private let graph: Graph
  /// By the junction: the failure behind it.
  private var failures: [Int: Int?] = [:]
  private var changes: [Int: Changes] = [:]

  init(_ graph: Graph) { self.graph = graph }

  /// The failure for which a resource is skipped: of anything it requires or subscribes to.
  ///
  /// - Parameter failed: for each resource that failed or was skipped: the failure behind it.
  mutating func failure(before index: Int, among failed: [Int: Int]) -> Int? {
    guard !failed.isEmpty else { return nil }
    for link in graph.predecessors(of: index) where link.role.isBinding {
      if let found = failure(at: link.index, among: failed) { return found }
    }
    return nil
  }

  private mutating func failure(at index: Int, among failed: [Int: Int]) -> Int? {
    guard graph.isJunction(index) else { return failed[index] }
    if let known = failures[index] { return known }
    let found = failure(before: index, among: failed)
    failures[index] = .some(found)
    return found
  }

  /// The changes for which a resource is refreshed, in the order of the edges.
  mutating func changes(
    before index: Int, among changed: Set<Int>, _ open: Set<Int>
  ) -> Changes {
    guard !changed.isEmpty || !open.isEmpty else { return Changes() }
    var found = Changes()
    for link in graph.predecessors(of: index) where link.role == .subscribe {
      if graph.isJunction(link.index) {
        let inner = changes[link.index] ?? changes(before: link.index, among: changed, open)
        changes[link.index] = inner
        found.certain += inner.certain
        found.isOpen = found.isOpen || inner.isOpen
      } else if changed.contains(link.index) {
        found.certain.append(link.index)
      } else if open.contains(link.index) {
        found.isOpen = true
      }
    }
    return found
  }
}
