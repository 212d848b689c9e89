internal import ArgumentParser
internal import ConvergeCore

/// The command line's root: `converge <verb> …`.
struct Converge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "converge",
    abstract: "Makes a host as a manifest says, and keeps it so.",
    discussion: """
      For example:

        converge plan web.yml       what would be done, and why
        converge apply web.yml      do it
        converge drift web.yml      what has changed since
      """,
    version: "converge \(version)",
    subcommands: [
      ApplyVerb.self, PlanVerb.self, DriftVerb.self, ValidateVerb.self, GraphVerb.self,
      FactsVerb.self, DataVerb.self, ModuleVerb.self, BundleVerb.self, ExplainVerb.self,
      SchemaVerb.self, HistoryVerb.self, ReportVerb.self, ForgetVerb.self, HookVerb.self,
      AgentVerb.self,
    ])

  static let version = ownVersion

  /// As all our messages begin.
  static var _errorLabel: String { "error" }
}
