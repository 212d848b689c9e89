/// A converge, or a machine below it, that is broken on purpose: whoever holds the properties must
/// find each of them out.
package enum Mutant: String, CaseIterable, Sendable {
  /// Edges of one word are not known.
  case require = "no-require"
  case before = "no-before"
  case subscribe = "no-subscribe"
  case notify = "no-notify"
  case after = "no-after"
  /// No automatic edges are made.
  case automaticEdges = "no-automatic-edges"
  /// Everything runs in one phase.
  case phases = "no-phases"
  /// What is to go or to stop is taken for something to come.
  case aims = "no-removals-first"
  /// Written requirements order, and carry no failure.
  case failures = "failure-carried-to-nobody"

  /// What is owed is not written down.
  case owing = "owed-not-written"
  /// What is owed is written down after the change.
  case lateOwing = "owed-written-late"
  /// Changes are not announced.
  case intents = "no-intents"
  /// A delivered refresh stays owed.
  case crossing = "never-crossed-out"
  /// What is to be durable in the ledger is only written.
  case durability = "ledger-not-durable"
  /// The ledger's syncs do nothing.
  case ledgerSync = "ledger-not-synced"

  /// Files are not synced before they take their names.
  case contentSync = "content-not-synced"
  /// Directories are not synced.
  case nameSync = "names-not-synced"
  /// A file is written over in its place.
  case overwriting = "overwritten-in-place"
  /// What is known of hooks' runs is never kept.
  case hookJournal = "hook-journal-lost"
  /// What killed runs left is not cleared.
  case leftovers = "leftovers-stay"

  /// A start stands for a refresh whenever it was.
  case anyStart = "any-start-counts"
  /// systemd is never told to read its units again.
  case daemonReload = "no-daemon-reload"

  /// The word of the edges that it does not know.
  var word: EdgeWord? {
    switch self {
    case .require: .require
    case .before: .before
    case .subscribe: .subscribe
    case .notify: .notify
    case .after: .after
    default: nil
    }
  }

  /// The syncs that it leaves out.
  var forgotten: Set<SimulatedHost.Forgetting> {
    switch self {
    case .contentSync: [.content]
    case .nameSync: [.names]
    case .ledgerSync: [.ledger]
    default: []
    }
  }
}
