internal import ConvergeBundle

/// What to do with something that was fetched and verified. Pure.
enum SourceDecision: Equatable {
  case take
  /// It is what is in force.
  case keep
  case refuse(String)

  /// - Parameter last: what was accepted before; nil where nothing was.
  init(on offer: AcceptedVersion, after last: AcceptedVersion?, at now: BundleTime) {
    switch (offer.origin, last?.origin) {
    case (_, .some) where offer.digest == last?.digest && offer.origin == last?.origin:
      // Also where it has expired meanwhile: it was accepted in time.
      self = .keep
    case (.bundle(_, _, let expires), _) where now >= expires:
      self = .refuse(Message.expired(offer.name, expires))
    case (
      .bundle(let name, let version, _), .bundle(let lastName, let lastVersion, _)?
    ):
      if name != lastName {
        self = .refuse(Message.otherName(name, lastName))
      } else if version < lastVersion {
        self = .refuse(Message.older(offer.name, lastVersion))
      } else if version == lastVersion {
        self = .refuse(Message.sameVersion(offer.name))
      } else {
        self = .take
      }
    case (.commit(let commit, let seconds), .commit(_, let lastSeconds)?)
    where offer.signer != nil && last?.signer != nil && seconds < lastSeconds:
      self = .refuse(Message.olderCommit(commit))
    case (.bundle, _), (.commit, _): self = .take
    }
  }
}

private enum Message {
  static func expired(_ name: String, _ time: BundleTime) -> String {
    "\(name) has expired at \(time)"
  }
  static func otherName(_ name: String, _ last: String) -> String {
    "it is the bundle '\(name)', and this host has taken '\(last)' from there"
  }
  static func older(_ name: String, _ last: Int64) -> String {
    "\(name) is older than version \(last), which was accepted before"
  }
  static func sameVersion(_ name: String) -> String {
    "\(name) was accepted before with other content: another content needs a higher version"
  }
  static func olderCommit(_ commit: String) -> String {
    "the signed commit \(commit.prefix(12)) was made before the one that was accepted last; "
      + "take a change back with a new commit"
  }
}
