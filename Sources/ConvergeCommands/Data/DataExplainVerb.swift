internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeReport

/// `converge data explain MANIFEST [KEY]`
struct DataExplainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Which data file gives a value, and which others have it.",
    discussion: """
      For example: converge data explain web.yml ntp.servers

      Exit status: 0; 64 where no data file has the key; 65 where the manifest or a
      data file is invalid, 66 where one of the command line cannot be read.
      """)

  @OptionGroup var source: ManifestOption

  @Argument(
    help: ArgumentHelp("A value of the data, as ntp.servers; all without one.", valueName: "key"))
  var key: String?

  @Option(help: ArgumentHelp("How it is written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption

  func run() throws {
    try Document.orProblems(in: format) {
      let argument = try ManifestArgument.read(source.manifest)
      let (surroundings, found) = try input.surroundings(state)
      let data = DataExplanation(
        argument.text, kinds: registeredKinds, sources: argument.sources,
        surroundings: surroundings)
      var problems = found
      problems.append(contentsOf: data.problems)
      problems.tell(in: data.texts, color, ProblemAmount())
      if problems.hasErrors {
        throw Stop(.invalidManifest, problems.items.map { DiagnosticReport($0) })
      }
      let keys = try keys(in: data)
      Document.write(DataExplanationText.value(of: data, at: keys), in: format)
      if format == .text { Console.output.write(DataExplanationText.text(of: data, at: keys)) }
    }
  }

  private func keys(in data: DataExplanation) throws -> [String] {
    if data.files.isEmpty { throw Stop(.usage, Message.noFile) }
    guard let key else { return [] }
    // As an expression writes it.
    let written = key.hasPrefix("data.") ? String(key.dropFirst("data.".count)) : key
    if let keys = data.keys(of: key) ?? data.keys(of: written) { return keys }
    throw Stop(.usage, complaint(about: written, in: data))
  }

  /// Names what there is as far as the key leads anywhere.
  private func complaint(about key: String, in data: DataExplanation) -> String {
    var reached: [String] = []
    for part in key.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
      let next = reached + [part]
      if data.keys(of: next.joined(separator: ".")) != nil {
        reached = next
        continue
      }
      let whole = data.keys(of: reached.joined(separator: ".")) ?? []
      let value = data.value(at: whole)
      guard case .mapping(let members) = value else {
        return Message.noMapping(reached.joined(separator: "."), part)
      }
      return Message.noKey(reached.joined(separator: "."), part, members.map(\.key))
    }
    return Message.noMapping(key, "")
  }
}

private enum Message {
  static let noFile = "no data file is there: the manifest names them in 'data'"
  static func noKey(_ reached: String, _ key: String, _ keys: [String]) -> String {
    let some = keys.prefix(20).joined(separator: ", ") + (keys.count > 20 ? ", …" : "")
    let hint =
      nearest(to: key, among: keys).map { "did you mean '\($0)'?" }
      ?? (keys.isEmpty ? "there is none" : "there are \(some)")
    let owner = reached.isEmpty ? "the data have" : "'\(reached)' has"
    return "\(owner) no key '\(key)': \(hint)"
  }
  static func noMapping(_ reached: String, _ key: String) -> String {
    "'\(reached)' is no mapping, and has no key '\(key)': name '\(reached)' itself"
  }
}
