internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeReport

/// `converge schema report`
struct SchemaReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The JSON Schema (2020-12) of reports.",
    discussion: "For example: converge schema report > report.schema.json")

  func run() { Console.output.write(Report.jsonSchema.jsonText(isIndented: true) + "\n") }
}
