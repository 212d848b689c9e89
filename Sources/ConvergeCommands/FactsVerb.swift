internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeHost
internal import ConvergeYAML

/// `converge facts [PATH]`
struct FactsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
    abstract: "What is known of this host; changes nothing.",
    discussion: """
      For example: converge facts network.interfaces.eth0.addresses

      Exit status: 0; 4 where some own facts could not be read, and the rest is told;
      66 and 65 where the file of '--facts' cannot be read, or is wrong.
      """)

  @Argument(
    help: ArgumentHelp(
      "A fact, or a value in one, as os.id; all where none is named.", valueName: "path"),
    completion: .list(paths))
  var path: String?

  @OptionGroup var source: FactOptions

  @Option(
    name: .customLong("facts-dir"),
    help: ArgumentHelp(
      "Where own facts are; default: \(OwnFacts.usualDirectory).", valueName: "directory"),
    completion: .directory)
  var directory: String?

  @Option(help: ArgumentHelp("How they are written; text is YAML.", valueName: "format"))
  var format = DataFormat.text

  func validate() throws {
    if directory?.isEmpty == true {
      throw ValidationError(
        "'--facts-dir' has no directory; write --facts-dir \(OwnFacts.usualDirectory)")
    }
    if directory != nil, source.file != nil {
      throw ValidationError("'--facts' and '--facts-dir' exclude each other: the first gives all")
    }
  }

  func run() throws {
    var problems: [HostError] = []
    try Document.orProblems(in: format) {
      let reading = try FactReading(source, directory: directory)
      let told = try reading.value(at: path.map(FactPath.init))
      write(told.value)
      problems = told.problems
    }
    for problem in problems { Console.error.write("error: \(problem)\n") }
    if !problems.isEmpty { throw Stop(.incomplete) }
  }

  /// What a shell completes: facts, and the keys that every host has.
  private static var paths: [String] {
    FactTable.specs.flatMap { spec -> [String] in
      guard case .record(let fields) = spec.type else { return [spec.name] }
      return [spec.name] + fields.map { "\(spec.name).\($0.name)" }
    }
  }

  private func write(_ value: Value) {
    Document.write(value, in: format)
    guard format == .text else { return }
    switch value {
    case .text(let text): Console.output.write("\(text)\n")
    default: Console.output.write(value.yamlText())
    }
  }
}
