internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeManifest
internal import ConvergeReport

/// `converge module list MANIFEST`
struct ModuleListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The modules that a manifest uses, and where they were found.",
    discussion: """
      For example: converge module list web.yml

      A module of another host is shown with its commit, and whether it is fetched,
      missing, changed since, or not locked.

      Exit status: 0; 4 where a module of another host cannot be used; 65 where the
      manifest is invalid, 66 where it cannot be read.
      """)

  @OptionGroup var source: ManifestOption

  @Option(help: ArgumentHelp("How they are written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption

  /// A row of the list.
  private struct Row {
    let path: String
    let source: String
    /// Nil where it is not here.
    let directory: String?
    let place: Place
    let isLeftOut: Bool
    let remote: RemoteUse?
  }

  func run() throws {
    var rows: [Row] = []
    try Document.orProblems(in: format) {
      let argument = try ManifestArgument.read(source.manifest)
      let loaded = try LoadedManifest(argument, input, state)
      let lacking = Set(loaded.remotes.compactMap(\.problem))
      // What is lacking is listed; what is wrong besides is told.
      if loaded.problems.items.contains(where: { $0.severity == .error && !lacking.contains($0) }) {
        _ = try loaded.valid(color)
      }
      rows = Self.rows(of: loaded)
    }
    Document.write(Self.value(of: rows), in: format)
    if format == .text { Console.output.write(rows.isEmpty ? Message.none : Self.text(of: rows)) }
    guard rows.contains(where: { $0.remote?.problem != nil }) else { return }
    if format == .text { Console.error.write(Message.fetch(source.manifest)) }
    throw Stop(.incomplete)
  }

  private static func rows(of loaded: LoadedManifest) -> [Row] {
    let uses = Dictionary(loaded.remotes.map { ($0.path, $0) }) { first, _ in first }
    let found = loaded.modules.map { module in
      Row(
        path: module.path, source: module.source, directory: module.directory,
        place: module.place, isLeftOut: module.isLeftOut,
        remote: module.remote == nil ? nil : uses[module.path])
    }
    let lacking = loaded.remotes.filter { $0.problem != nil }.map { use in
      Row(
        path: use.path, source: "\(use.source)", directory: nil, place: use.place,
        isLeftOut: false, remote: use)
    }
    return found + lacking
  }

  private static func value(of rows: [Row]) -> Value {
    .record([
      "converge": 1,
      "modules": .list(
        rows.map { row in
          .record([
            "name": .text(row.path), "source": .text(row.source),
            "directory": row.directory.map(Value.text) ?? .null,
            "left_out": .boolean(row.isLeftOut),
            "remote": row.remote.map(value) ?? .null,
            "location": .record([
              "file": .text(row.place.file), "line": .integer(Int64(row.place.line)),
              "column": .integer(Int64(row.place.column)),
            ]),
          ])
        }),
    ])
  }

  private static func value(of use: RemoteUse) -> Value {
    .record([
      "url": .text(use.source.revision.url), "ref": .text(use.source.revision.ref),
      "directory": .text(use.source.directory),
      "commit": use.commit.map(Value.text) ?? .null,
      "content": use.digest.map(Value.text) ?? .null, "state": .text(use.state.rawValue),
    ])
  }

  private static func text(of rows: [Row]) -> String {
    let cells = rows.map { row in
      let place = row.remote.map(Message.state) ?? row.directory ?? ""
      return [row.path, row.source, place + (row.isLeftOut ? " (left out)" : "")]
    }
    let widths = (0..<2).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      zip(row, widths).map { text, width in
        text + String(repeating: " ", count: width - text.count + 2)
      }.joined() + row[2] + "\n"
    }.joined()
  }
}

private enum Message {
  static let none = "it uses no modules\n"
  static func fetch(_ manifest: String) -> String {
    "run 'converge module fetch \(manifest)' for what is not here\n"
  }
  static func state(_ use: RemoteUse) -> String {
    switch (use.state, use.commit) {
    case (.unlocked, _), (_, nil): "not locked"
    case (let state, let commit?): "\(commit.prefix(12)) \(state.rawValue)"
    }
  }
}
