internal import ArgumentParser

/// `converge schema`
struct SchemaVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "JSON Schemas of what converge writes.",
    discussion: "For example: converge schema report > report.schema.json",
    subcommands: [SchemaReportVerb.self])
}
