internal import ArgumentParser

/// The command lines of every day, `converge apply web.yml -q`, read without ArgumentParser.
///
/// That looks some fifty types up at run time, which takes longer than all else that a run does which
/// finds nothing to do. What is not known here is left to it; what is known means the same there.
struct UsualCommandLine {
  private var manifest: String?
  private var state: String?
  private var format: Format?
  private var flags: Set<String> = []

  /// The verb that `arguments` name; nil where ArgumentParser has to look at them.
  static func verb(_ arguments: [String]) -> (any ParsableCommand)? {
    guard let name = arguments.first, let line = UsualCommandLine(arguments.dropFirst()),
      let manifest = line.manifest
    else { return nil }
    switch name {
    case "apply": return line.apply(manifest)
    case "plan": return line.plan(manifest)
    case "drift": return line.drift(manifest)
    default: return nil
    }
  }

  private init?(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      switch word {
      case "--state-dir":
        guard state == nil, let value = Self.value(&words) else { return nil }
        state = value
      case "--format":
        guard format == nil, let value = Self.value(&words).flatMap(Format.init) else { return nil }
        format = value
      case "-q", "--quiet": flags.insert("quiet")
      case "-v", "--verbose": flags.insert("verbose")
      case "--dry-run", "--take-over", "--detailed-exit-code": flags.insert(word)
      default:
        guard manifest == nil, Self.isPlain(word) else { return nil }
        manifest = word
      }
    }
    if flags.isSuperset(of: ["quiet", "verbose"]) { return nil }
  }

  private static func value(_ words: inout ArraySlice<String>) -> String? {
    words.popFirst().flatMap { isPlain($0) ? $0 : nil }
  }

  private static func isPlain(_ word: String) -> Bool { !word.isEmpty && !word.hasPrefix("-") }

  private func apply(_ manifest: String) -> ApplyVerb {
    var verb = ApplyVerb()
    verb.source = source(manifest)
    verb.isDryRun = flags.contains("--dry-run")
    verb.takesOver = flags.contains("--take-over")
    verb.isDetailed = flags.contains("--detailed-exit-code")
    verb.configuration = nil
    (verb.input, verb.selection) = (input, selection)
    verb.options = options
    verb.lock = LockOptions()
    verb.lock.timeoutText = LockOptions.usualTimeoutText
    verb.output = output
    return verb
  }

  private func plan(_ manifest: String) -> PlanVerb? {
    guard hasReadersFlagsOnly else { return nil }
    var verb = PlanVerb()
    (verb.source, verb.input, verb.selection) = (source(manifest), input, selection)
    (verb.options, verb.output) = (options, output)
    return verb
  }

  private func drift(_ manifest: String) -> DriftVerb? {
    guard hasReadersFlagsOnly else { return nil }
    var verb = DriftVerb()
    (verb.source, verb.input, verb.selection) = (source(manifest), input, selection)
    (verb.options, verb.output) = (options, output)
    return verb
  }

  private var hasReadersFlagsOnly: Bool { flags.isSubset(of: ["quiet", "verbose"]) }

  private func source(_ manifest: String) -> ManifestOption {
    var source = ManifestOption()
    source.manifest = manifest
    return source
  }

  private var input: InputOptions {
    var input = InputOptions()
    (input.parameters, input.files, input.secrets) = ([], [], nil)
    input.modulePath = []
    input.facts = FactOptions()
    input.facts.file = nil
    return input
  }

  private var selection: SelectionOptions {
    var selection = SelectionOptions()
    (selection.tags, selection.skipTags, selection.only) = ([], [], [])
    return selection
  }

  private var options: RunOptions {
    var options = RunOptions()
    options.state = StateOptions()
    options.state.path = state
    options.jobs = nil
    return options
  }

  private var output: ReportOptions {
    var output = ReportOptions()
    output.format = format ?? .text
    output.color = ColorOption()
    output.color.color = .auto
    output.amount = AmountOptions()
    output.amount.quiet = flags.contains("quiet")
    output.amount.verbose = flags.contains("verbose")
    return output
  }
}
