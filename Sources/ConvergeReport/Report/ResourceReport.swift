internal import ConvergeCore

/// What a run found and did with one resource.
package struct ResourceReport: ReportedRecord {
  /// As the user names it.
  package var ref = ""
  /// The module instance that it stands in.
  package var module: String?
  package var description: String?
  package var outcome = Outcome.inSync
  package var cause: Cause?
  /// Where it is declared.
  package var location: LocationReport?
  package var changes: [ChangeReport] = []
  /// Who changed it, where that is known.
  package var actor: ActorReport?
  /// When it was last seen as declared; RFC 3339, UTC.
  package var since: String?
  /// How often somebody changed it before.
  package var recurrence: RecurrenceReport?
  /// That it is corrected, and changed back, again and again.
  package var fight: FightReport?
  /// What the refresh does: restart, reload, run; nil where there is none.
  package var refresh: String?
  /// The references whose changes a refresh comes from.
  package var because: [String] = []
  /// The one failed reference that a skipped resource comes from.
  package var skippedBecause: String?
  /// An earlier failure that is likely the cause of this one.
  package var likelyBecause: String?
  package var failure: FailureReport?
  /// Of what waits for a maintenance window: until when, as a person would say it.
  package var waitsUntil: String?
  /// Of a hook that ran.
  package var hook: HookRunReport?
  package var durationMilliseconds = 0.0
  package var attempts = 0
  package var messages: [String] = []
  /// False for what is no difference and no failure to the run: a failure that is ignored, a
  /// command that runs in every apply.
  package var counts = true

  package init() {}

  /// Whether it is as it should be and has no more to tell than where it is declared, as most are.
  var isPlain: Bool {
    guard outcome == .inSync, changes.isEmpty, durationMilliseconds == 0 else { return false }
    var plain = ResourceReport()
    (plain.ref, plain.module, plain.description) = (ref, module, description)
    plain.location = location
    return self == plain
  }

  /// Adds what `kept` tells of a plain one, so that no two different ones add the same.
  func appendWhatIsPlain(to bytes: inout [UInt8]) {
    for text in [ref, module, description, location?.file] {
      bytes.append(text == nil ? 0 : 1)
      bytes.append(contentsOf: (text ?? "").utf8)
      bytes.append(0)
    }
    bytes.append(contentsOf: "\(location?.line ?? 0):\(location?.column ?? 0)\0".utf8)
  }

  /// What the history keeps of it.
  var kept: Value {
    guard isPlain else { return value }
    let told: [(String, Value?)] = [
      ("ref", ref.value), ("module", module?.value), ("description", description?.value),
      ("location", location?.value),
    ]
    return .mapping(told.compactMap { name, value in value.map { Value.Member(name, $0) } })
  }

  static let summary = "What was found and done with one resource."

  static let fields: [Field<ResourceReport>] = [
    Field(
      "ref", \.ref, "The resource as the user names it: kind:name, in a module module/kind:name."),
    Field("module", \.module, "The module instance that it stands in."),
    Field("description", \.description, "As the manifest describes it."),
    Field("outcome", \.outcome, "How it came out."),
    Field("cause", \.cause, "Why it differed; null where it did not."),
    Field("location", \.location, "Where it is declared."),
    Field("changes", \.changes, "Attribute by attribute."),
    Field("actor", \.actor, "Who changed the host, where that is known."),
    Field("since", \.since, "When it was last seen as declared; RFC 3339, UTC."),
    Field(optional: "recurrence", \.recurrence, "How often it was changed from outside before."),
    Field(optional: "fight", \.fight, "That it is changed back again and again."),
    Field("refresh", \.refresh, "What its refresh does: restart, reload, run; null: none."),
    Field("because", \.because, "The references whose changes a refresh comes from."),
    Field("skipped_because", \.skippedBecause, "The one failed reference that a skip comes from."),
    Field("likely_because", \.likelyBecause, "An earlier failure that likely caused this one."),
    Field("failure", \.failure, "What failed."),
    Field(
      optional: "waits_until", \.waitsUntil, "What a deferred change or refresh waits for."),
    Field(optional: "hook", \.hook, "The run of a hook."),
    Field("duration_ms", \.durationMilliseconds, "In milliseconds."),
    Field("attempts", \.attempts, "How often it was tried."),
    Field("messages", \.messages, "What there is to say besides."),
    Field("counts", \.counts, "False: does not count for the run's result and exit status."),
  ]
}
