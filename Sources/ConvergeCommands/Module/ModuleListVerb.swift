internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeManifest

/// `converge module list MANIFEST`
struct ModuleListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The modules that a manifest uses, and where they were found.",
    discussion: """
      For example: converge module list web.yml

      Exit status: 0; 65 where the manifest is invalid, 66 where it cannot be read.
      """)

  @OptionGroup var source: ManifestOption

  @Option(help: ArgumentHelp("How they are written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var color: ColorOption

  func run() throws {
    try Document.orProblems(in: format) {
      let argument = try ManifestArgument.read(source.manifest)
      let (manifest, _) = try LoadedManifest(argument, input).valid(color)
      Document.write(Self.value(of: manifest.modules), in: format)
      guard format == .text else { return }
      Console.output.write(
        manifest.modules.isEmpty ? Message.none : Self.text(of: manifest.modules))
    }
  }

  private static func value(of modules: [UsedModule]) -> Value {
    .record([
      "converge": 1,
      "modules": .list(
        modules.map { module in
          .record([
            "name": .text(module.path), "source": .text(module.source),
            "directory": .text(module.directory), "left_out": .boolean(module.isLeftOut),
            "location": .record([
              "file": .text(module.place.file), "line": .integer(Int64(module.place.line)),
              "column": .integer(Int64(module.place.column)),
            ]),
          ])
        }),
    ])
  }

  private static func text(of modules: [UsedModule]) -> String {
    let rows = modules.map {
      [$0.path, $0.source, $0.directory + ($0.isLeftOut ? " (left out)" : "")]
    }
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { text, width in
        text + String(repeating: " ", count: width - text.count + 2)
      }.joined() + row[2] + "\n"
    }.joined()
  }
}

private enum Message {
  static let none = "it uses no modules\n"
}
