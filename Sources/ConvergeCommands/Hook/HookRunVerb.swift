internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHost

/// `converge hook run SETTINGS`
struct HookRunVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the settings of a cloud's custom-script extension, once.",
    discussion: """
      For example: converge hook run settings.json

      Settings that have run to an end, well or not, do not run again; with another 'timestamp', or \
      anything else of them that differs, they do. 'converge hook retry' lets those that have \
      failed run again.

      In a handler's directory, or with '--handler', the settings are those that \
      HandlerEnvironment.json names, and what becomes of them is written to their status.

      Exit status:
        0    the script has ended well, now or before
        4    it has failed, its files are not there, or this host does not let it run
        65   the settings are wrong, with the place
      """)

  @Argument(
    help: ArgumentHelp(
      "The settings, as JSON; '-' is standard input.", valueName: "settings"),
    completion: .file(extensions: ["json", "settings"]))
  var settings: String?

  @Option(
    help: ArgumentHelp("A handler's directory, instead of settings.", valueName: "directory"),
    completion: .directory)
  var handler: String?

  @Option(help: "What a handler is told to do: enable, install, update, disable or uninstall.")
  var operation = HandlerOperation.enable

  @Option(
    help: ArgumentHelp(
      "What it is called in 'converge hook list'; of a handler, the instance.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Where the certificates of protected settings are; default: two above a handler's settings, "
        + "or /var/lib/waagent.", valueName: "directory"), completion: .directory)
  var certificates: String?

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The host's own configuration; default: \(HostConfiguration.usual), where that is.",
      valueName: "file"), completion: .file(extensions: ["yml", "yaml"]))
  var hostConfiguration: String?

  @Flag(help: "Returns at once, and leaves the rest to a process of its own; for handlers.")
  var detach = false

  @Flag(help: "Waits for the end also where the settings ask for 'asyncExecution'.")
  var wait = false

  @Option(help: "text, json or yaml.")
  var format = DataFormat.text

  @OptionGroup var state: StateOptions
  @OptionGroup var lock: LockOptions
  @OptionGroup var color: ColorOption

  @Flag(name: [.short, .long], help: "Nothing where all is well.")
  var quiet = false

  func validate() throws {
    if settings != nil, handler != nil {
      throw ValidationError("'--handler' has settings of its own; leave one of the two out")
    }
    if settings != nil, operation != .enable || detach {
      throw ValidationError("'--operation' and '--detach' are for handlers")
    }
    if let name, !Self.isPlain(name) {
      throw ValidationError("'\(name)' is no name; use letters, digits, '-', '_' and '.'")
    }
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && name.first != "."
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "-_.".unicodeScalars.contains(scalar))
      }
  }

  func run() throws {
    var status: ExitStatus?
    try Document.orProblems(in: format) { status = try runSettings() }
    if let status { throw Stop(status) }
  }

  /// Runs them, and tells what has come of them.
  ///
  /// - Returns: nil where all is well.
  private func runSettings() throws -> ExitStatus? {
    guard operation == .enable else {
      // There is nothing to install, and what has run stays known whatever is uninstalled.
      if let place = try? HandlerPlace(settings: settings, handler: handler, name: name) {
        HandlerVoice(place: place, host: LocalHost().host).log(operation.rawValue)
      }
      if !quiet, format == .text { Console.output.write(Message.nothing(operation)) }
      return nil
    }
    let place = try HandlerPlace(settings: settings, handler: handler, name: name)
    if detach {
      try HookRunDetached.start(in: place)
      return nil
    }
    let result = try Waiting.run { [self] in
      Interruption.watch()
      return try await HookRunWork(verb: self, place: place).perform()
    }
    tell(result)
    if result.outcome.way == .goesOn, result.isAsynchronous, !wait {
      try HookRunDetached.waitForIt()
    }
    return result.exitStatus
  }

  private func tell(_ result: HookRunResult) {
    let failed = result.exitStatus != nil
    if !quiet || failed { for note in result.notes { Console.error.write("note: \(note)\n") } }
    guard format == .text else {
      // A stop writes what was wrong; this is what has come of it.
      Document.write(result.value, in: format)
      return
    }
    if !quiet || failed { Console.output.write(result.text) }
  }
}

/// What a handler is told to do.
enum HandlerOperation: String, ExpressibleByArgument, CaseIterable, Sendable {
  case enable, install, update, disable, uninstall
}

private enum Message {
  static func nothing(_ operation: HandlerOperation) -> String {
    "\(operation.rawValue): nothing is to be done\n"
  }
}
