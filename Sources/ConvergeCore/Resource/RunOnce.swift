internal import Synchronization

/// What is done at most once in a run, whoever asks for it first.
package final class RunOnce: Sendable {
  private let done = Mutex<Set<String>>([])

  package init() {}

  /// Whether `work` was not yet begun in this run; from now on it was.
  package func begin(_ work: String) -> Bool {
    done.withLock { $0.insert(work).inserted }
  }

  /// Whether `work` was begun in this run.
  package func hasBegun(_ work: String) -> Bool { done.withLock { $0.contains(work) } }

  /// Has `work` done anew by whoever asks next, since what it stands on has changed.
  package func forget(_ work: String) { done.withLock { _ = $0.remove(work) } }
}
