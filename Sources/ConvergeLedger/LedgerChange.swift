package import ConvergeCore

/// One change of the ledger.
package enum LedgerChange: Sendable, Equatable {
  /// The manifest's name now belongs to this path.
  case manifest(name: String, path: String)
  /// A change is about to be made; replaces an earlier intent of the same identity.
  case intend(Intent)
  /// The intent's result is known.
  case settle(Identity)
  /// A refresh is owed; what is already owed to that target for that cause stays as it is.
  case owe(OwedRefresh)
  /// What `run` itself wrote down as owed for this cause is taken back: nothing was changed.
  case retract(target: Identity, cause: Reference, run: String)
  /// Everything owed to the target is crossed out.
  case cross(target: Identity)
  /// What held of a resource; replaces what this manifest had stored of it.
  case store(manifest: String, identity: Identity, reference: Reference, applied: Applied)
  /// The resource is no longer this manifest's.
  case release(manifest: String, identity: Identity)
  /// All that is remembered of a manifest, and what it owes to what no other one manages.
  case forget(manifest: String)
  /// A run has ended; only the newest `keep` runs stay, and of those older than `since` (RFC 3339,
  /// UTC; empty: none is too old) only the newest ten: a host that is rarely run, or whose clock
  /// was wrong for an hour, is not without a history.
  case ended(RunRecord, keep: Int, since: String = "")
}
