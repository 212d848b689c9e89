package import ConvergeCore

/// What a run found and did: the one shape of `plan`, `drift` and `apply`, and of the history.
package struct Report: ReportedRecord {
  package enum Verb: String, Sendable, CaseIterable, ReportedWord { case plan, drift, apply }

  package var version = 1
  /// The run's id; also that of a run that changes nothing.
  package var run = ""
  package var verb = Verb.plan
  package var manifest = ManifestReport()
  package var host = HostReport()
  /// RFC 3339, UTC.
  package var started = ""
  package var durationMilliseconds = 0.0
  /// Whether it was stopped before its end.
  package var isInterrupted = false
  /// In the order of the run.
  package var resources: [ResourceReport] = []
  /// What comes before what among them; nil where it is not known.
  package var edges: [EdgeReport]?
  package var owed: [OwedReport] = []
  /// How many resources `when` or a selection left out.
  package var notSelected = 0
  /// References that are no longer declared, left on the host as they are.
  package var released: [String] = []
  /// Named values, in the manifest's order.
  package var outputs: Value = .mapping([])
  package var diagnostics: [DiagnosticReport] = []
  /// What concerns the run as a whole: no ledger, another run under way.
  package var messages: [String] = []

  package init() {}

  static let summary = "A run of converge, version 1; later versions only add keys."

  static let fields: [Field<Report>] = [
    Field("converge", \.version, "The version of this schema: 1."),
    Field("run", \.run, "The run's id: its start and four random digits."),
    Field("verb", \.verb, "What was asked for."),
    Field("manifest", \.manifest, "The manifest."),
    Field("host", \.host, "The host."),
    Field("started", \.started, "RFC 3339, UTC."),
    Field("duration_ms", \.durationMilliseconds, "Of the whole run, in milliseconds."),
    Field(derived: "result", "The run in a word.") { $0.result },
    Field("interrupted", \.isInterrupted, "Whether it was stopped before its end."),
    Field(derived: "summary", "How many resources had which outcome; they add up to the total.") {
      $0.summary
    },
    Field("resources", \.resources, "Every selected resource, in the order of the run."),
    Field(
      optional: "edges", \.edges,
      "What comes before what: positions in resources, from zero, and the role; a position past "
        + "the last is a pattern that edges pass through."),
    Field("owed", \.owed, "Refreshes that are owed; after an apply: still owed."),
    Field("not_selected", \.notSelected, "How many resources were left out."),
    Field(
      "released", \.released,
      "No longer declared, left as they are: resources, and attributes as `REF ATTRIBUTE`."),
    Field("outputs", \.outputs, "The manifest's outputs."),
    Field("diagnostics", \.diagnostics, "The manifest's problems; with an error, nothing was run."),
    Field("messages", \.messages, "What concerns the run as a whole."),
  ]
}
