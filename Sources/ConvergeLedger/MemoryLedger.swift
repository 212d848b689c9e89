package import ConvergeCore
internal import Synchronization

/// A ledger in memory: for hosts without a state directory, and with power cuts for the tests.
package final class MemoryLedger: Ledger {
  private struct Content {
    var durable = LedgerState()
    /// Commits since, in order, that a power cut may drop.
    var pending: [[LedgerChange]] = []
    var current = LedgerState()
  }

  private let content = Mutex(Content())

  package init() {}

  package func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot {
    content.withLock { $0.current.snapshot(forManifest: name) }
  }

  package func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError) {
    content.withLock { content in
      for change in changes { content.current.apply(change) }
      if durably {
        content.durable = content.current
        content.pending = []
      } else {
        content.pending.append(changes)
      }
    }
  }

  package func runs(limit: Int) async throws(HostError) -> [RunRecord] {
    content.withLock { $0.current.runs(limit: limit) }
  }

  package func report(ofRun id: String) async throws(HostError) -> String? {
    content.withLock { $0.current.report(ofRun: id) }
  }

  package func hasEnding(_ name: String) async throws(HostError) -> Bool {
    content.withLock { $0.current.hasEnding(name) }
  }

  /// How many commits a power cut may drop.
  package var pendingCount: Int { content.withLock { $0.pending.count } }

  /// Loses all but the first `kept` commits that were not durable.
  package func cutPower(keeping kept: Int) {
    content.withLock { content in
      content.current = content.durable
      for changes in content.pending.prefix(kept) {
        for change in changes { content.current.apply(change) }
      }
      content.durable = content.current
      content.pending = []
    }
  }
}
