internal import ArgumentParser

/// `converge schema`
struct SchemaVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "JSON Schemas of what converge reads and writes.",
    discussion: "For example: converge schema manifest > manifest.schema.json",
    subcommands: [SchemaManifestVerb.self, SchemaReportVerb.self])
}
