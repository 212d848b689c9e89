/// What a resource needs, as far as a plan can tell.
package enum Verdict: Equatable, Sendable {
  case inSync
  /// What differs, and what is done about it. `.run` without changes is something that runs every
  /// time: no difference to a plan, and a change only if its `Effect` says so.
  case change(Action, [Change])
  /// Only the apply will tell whether, or how, it changes; why, for people. Without changes and
  /// without a reason it is something to be written down that nobody need hear of.
  case unknown(Action, [Change], because: String)
  /// It cannot be brought there; the apply would fail in this way.
  case failing(HostError)

  package enum Action: String, Sendable {
    case create, update, remove, replace, run
  }

  /// The changes, where there are any.
  package var changes: [Change] {
    switch self {
    case .change(_, let changes), .unknown(_, let changes, _): changes
    case .inSync, .failing: []
    }
  }

  /// The action, where there is one.
  package var action: Action? {
    switch self {
    case .change(let action, _), .unknown(let action, _, _): action
    case .inSync, .failing: nil
    }
  }

  /// An update where anything differs, nothing otherwise.
  package static func update(_ changes: [Change]) -> Verdict {
    changes.isEmpty ? .inSync : .change(.update, changes)
  }
}
