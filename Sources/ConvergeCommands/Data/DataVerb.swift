internal import ArgumentParser

/// `converge data`
struct DataVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "The data files of a manifest.",
    discussion: "For example: converge data explain web.yml ntp.servers",
    subcommands: [DataExplainVerb.self])
}
