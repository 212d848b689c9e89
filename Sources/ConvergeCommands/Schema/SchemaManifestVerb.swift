internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeKinds
internal import ConvergeReport

/// `converge schema manifest`
struct SchemaManifestVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest",
    abstract: "The JSON Schema (2020-12) of manifests, for editors.",
    discussion: "For example: converge schema manifest > manifest.schema.json")

  func run() {
    let schema = ManifestSchema(registeredKinds.map { $0.kind })
    Console.output.write(schema.text)
  }
}
