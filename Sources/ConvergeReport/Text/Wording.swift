internal import ConvergeCore

/// The words and signs that views share.
enum Wording {
  static func symbol(_ outcome: Outcome) -> String {
    switch outcome {
    case .inSync: "="
    case .created, .wouldCreate: "+"
    case .updated, .wouldUpdate, .drifted: "~"
    case .removed, .wouldRemove: "-"
    case .replaced, .wouldReplace: "!"
    case .refreshed, .wouldRefresh, .ran, .wouldRun: ">"
    case .deferred, .unknown: "?"
    case .failed, .willFail, .skipped: "x"
    }
  }

  static func ink(_ outcome: Outcome) -> Style.Ink? {
    switch outcome {
    case .created, .wouldCreate: .green
    case .updated, .wouldUpdate, .drifted: .yellow
    case .removed, .wouldRemove, .failed, .willFail, .skipped: .red
    case .replaced, .wouldReplace: .magenta
    case .refreshed, .wouldRefresh, .ran, .wouldRun, .deferred, .unknown: .cyan
    case .inSync: nil
    }
  }

  /// As it stands behind a count in the last line.
  static func counted(_ outcome: Outcome) -> String {
    switch outcome {
    case .inSync: "as they should be"
    case .wouldCreate: "to create"
    case .wouldUpdate: "to update"
    case .wouldRemove: "to remove"
    case .wouldReplace: "to replace"
    case .wouldRefresh: "to refresh"
    case .wouldRun: "to run"
    case .willFail: "will fail"
    case .drifted: "drifted"
    case .unknown: "unknown until applied"
    case .created, .updated, .removed, .replaced, .refreshed, .ran, .deferred, .failed, .skipped:
      outcome.rawValue
    }
  }

  static func cause(_ cause: Cause?) -> String {
    switch cause {
    case .new: "new"
    case .manifest: "manifest changed"
    case .host: "host changed"
    case .both: "manifest and host changed"
    case .source: "source changed"
    case .refresh, nil: ""
    case .unknown: "cause unknown"
    }
  }

  /// Why a resource is in the list: `host changed, 12 min ago, by vim (alice, pid 4211)`.
  static func reason(_ resource: ResourceReport, at now: Timestamp) -> String {
    var head = cause(resource.cause)
    switch resource.outcome {
    case .replaced, .wouldReplace: head = joined(head, "replace", by: ": ")
    case .drifted: head = joined(head, "not enforced", by: ", ")
    case .deferred:
      let until = resource.waitsUntil.map { " \($0.visible)" } ?? ""
      head = joined(head, "waits for a window\(until)", by: ", ")
    case .unknown: head = joined(head, "known only when applied", by: ", ")
    case .ran, .wouldRun: head = joined(head, "run", by: ": ")
    default: break
    }
    let isNamed = resource.actor.map { !$0.process.isEmpty } ?? false
    if !isNamed, isFromOutside(resource.cause),
      let since = resource.since.flatMap(Timestamp.init)
    {
      head += ", last as declared \(since.ago(at: now))"
    }
    if let actor = resource.actor { head += who(actor, at: now) }
    if let often = resource.recurrence, often.times > 0 { head += ", \(recurrence(often))" }
    if let fight = resource.fight { head += ", \(Self.fight(fight))" }
    return joined(head, refresh(resource), by: ", ")
  }

  /// `3 times before in 20 runs`
  static func recurrence(_ often: RecurrenceReport) -> String {
    let times = often.times == 1 ? "once" : "\(often.times) times"
    return "\(times) before in \(often.runs) \(often.runs == 1 ? "run" : "runs")"
  }

  /// `3 corrections in a row did not last, now left alone for up to 2 s`
  static func fight(_ fight: FightReport) -> String {
    "\(fight.corrections) corrections in a row did not last, now left alone for up to "
      + "\(fight.restSeconds) s"
  }

  /// Whether the moment of the difference is not that of a change in the manifest.
  private static func isFromOutside(_ cause: Cause?) -> Bool {
    cause == .host || cause == .both || cause == .source
  }

  /// `restart, because of file:/etc/nginx/nginx.conf`; empty where nothing is refreshed.
  private static func refresh(_ resource: ResourceReport) -> String {
    let because =
      resource.because.isEmpty
      ? "" : "because of \(resource.because.joined(separator: ", ").visible)"
    let isTold = [.ran, .wouldRun].contains(resource.outcome)
    let isRefreshed = [.refreshed, .wouldRefresh].contains(resource.outcome)
    guard !isTold, isRefreshed || !because.isEmpty else { return because }
    return joined((resource.refresh ?? "refresh").visible, because, by: ", ")
  }

  private static func joined(_ left: String, _ right: String, by separator: String) -> String {
    left.isEmpty ? right : right.isEmpty ? left : left + separator + right
  }

  /// A value on one line, long ones cut unless all is asked for.
  static func shown(_ value: Value?, inFull: Bool) -> String {
    let text: String
    switch value {
    case nil, .null: return "none"
    case .text(""): return "''"
    case .sensitive: return "(sensitive)"
    case .unknown: return "?"
    case .text(let content): text = content.visible
    case .list(let elements):
      text = elements.map { shown($0, inFull: true) }.joined(separator: ", ")
      if text.isEmpty { return "[]" }
    case let other?: text = other.jsonText().visible
    }
    if inFull { return text }
    let brief = shortDigests(text)
    return brief.count <= 120 ? brief : "\(brief.prefix(119))…"
  }

  /// Twelve digits of a digest are enough for a person.
  private static func shortDigests(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let isDigest = word.hasPrefix("sha256:") && word.utf8.count == 71
      return isDigest ? "\(word.prefix(19))…" : String(word)
    }.joined(separator: " ")
  }

  /// `mode  0600 → 0644` without the name.
  static func values(_ change: ChangeReport, inFull: Bool) -> String {
    if change.isSensitive == true { return "(sensitive)" }
    let to = shown(change.to, inFull: inFull)
    return "\(shown(change.from, inFull: inFull)) → \(to)"
  }
}
