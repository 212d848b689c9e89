internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

/// Reads a declaration of a hook, collecting what is wrong with it.
struct HookReader {
  /// Of a script that stands in a manifest.
  private static let scriptLimitBytes = 4 << 20
  /// Interpreters that may be named without a path.
  private static let interpreters: Set<String> = [
    "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish", "python", "pypy", "perl", "ruby",
    "node", "lua", "php", "pwsh", "awk", "env",
  ]

  let declaration: Declaration
  var problems = Diagnostics()
  var shared: ProgramAttributes

  init(_ declaration: Declaration) {
    self.declaration = declaration
    shared = ProgramAttributes(declaration)
  }

  func event() -> Event { declaration.text("event").flatMap(Event.init) ?? .change }

  mutating func runs(_ event: Event) -> Hook.Runs? {
    guard let runs = declaration.text("runs").flatMap(Hook.Runs.init) else { return nil }
    let place = declaration.place(of: "runs")
    switch (runs, event) {
    case (.onChange, .change): return nil
    case (.onChange, _):
      problems.error(Message.onChange(event), at: place, hint: Message.onChangeHint)
    case (.everyApply, .failure), (.everyApply, .drift):
      problems.error(Message.everyApply(event), at: place, hint: Message.everyApplyHint)
    case (.everyApply, .start), (.everyApply, .end): return nil
    default: break
    }
    return runs
  }

  func trigger() -> String? {
    guard let node = declaration.node("trigger"), !node.isNull else { return nil }
    return node.scalar?.text
  }

  mutating func program() -> Hook.Program {
    let ways = ["command", "script", "set"].filter { declaration.node($0) != nil }
    guard let way = ways.first, ways.count == 1 else {
      if ways.isEmpty {
        problems.error(Message.neither, at: declaration.place, hint: Message.neitherHint)
      } else {
        problems.error(
          Message.both(ways), at: declaration.place(of: ways[1]), hint: Message.bothHint)
      }
      return .command([])
    }
    let node = declaration.node(way)
    if way == "set" || way == "command", declaration.node("interpreter") != nil,
      node?.scalar == nil
    {
      problems.error(
        Message.interpreterOfList, at: declaration.place(of: "interpreter"),
        hint: Message.interpreterHint)
    }
    guard way == "command" || node?.scalar == nil else { return script(way) }
    return .command(shared.argumentList(way))
  }

  private mutating func script(_ attribute: String) -> Hook.Program {
    let text = declaration.text(attribute) ?? ""
    let place = declaration.place(of: attribute)
    if text.utf8.count > Self.scriptLimitBytes {
      problems.error(Message.tooLong, at: place, hint: Message.tooLongHint)
    }
    if text.allSatisfy(\.isWhitespace) { problems.error(Message.empty, at: place, hint: nil) }
    let interpreter = declaration.texts("interpreter") ?? []
    if let program = interpreter.first, !Self.isKnown(program) {
      problems.error(
        Message.unknownInterpreter(program), at: declaration.place(of: "interpreter"),
        hint: Message.unknownInterpreterHint)
    }
    return .script(Array(text.utf8), interpreter: interpreter)
  }

  /// What has a path is left to the host.
  private static func isKnown(_ program: String) -> Bool {
    if program.hasPrefix("/") { return true }
    return interpreters.contains(String(program.prefix { !$0.isNumber && $0 != "." }))
  }

  mutating func checkGuards(test hasTest: Bool) {
    if declaration.node("set") != nil, !hasTest {
      problems.error(Message.setAlone, at: declaration.place(of: "set"), hint: Message.setHint)
    }
    if hasTest, declaration.node("set") == nil {
      problems.error(Message.testAlone, at: declaration.place(of: "test"), hint: Message.testHint)
    }
    for name in ["creates", "unless"] where hasTest && declaration.node(name) != nil {
      problems.error(
        Message.testAndGuard(name), at: declaration.place(of: name), hint: Message.testGuardHint)
    }
  }

  mutating func surroundings() -> ProgramSurroundings {
    shared.surroundings { $0.hasPrefix("CONVERGE_") || $0 == "CREDENTIALS_DIRECTORY" }
  }

  mutating func secrets() -> [(name: String, value: String)] {
    var secrets: [(name: String, value: String)] = []
    for entry in declaration.node("secrets")?.mapping ?? [] {
      guard let key = entry.key.scalar?.text, let value = entry.value.scalar?.text else { continue }
      let isPlain = key.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || "._-".unicodeScalars.contains(scalar)
      }
      guard isPlain, !key.isEmpty, !key.hasPrefix("."), !key.hasPrefix("-"), key.utf8.count < 256
      else {
        problems.error(Message.noSecretName(key), at: entry.key.place, hint: Message.secretHint)
        continue
      }
      secrets.append((key, value))
    }
    return secrets
  }

  mutating func files() -> [HookFile] {
    let files = HookFile.list(
      declaration.node("files"), reading: declaration.sources, reporting: &problems)
    if declaration.node("script") != nil || declaration.node("set")?.scalar != nil,
      let twin = files.first(where: { $0.name == "script" })
    {
      problems.error(
        Message.scriptName, at: twin.place ?? declaration.place, hint: Message.scriptNameHint)
    }
    if let first = declaration.texts("command")?.first ?? declaration.texts("set")?.first,
      first.hasPrefix("./"), !files.contains(where: { "./\($0.name)" == first })
    {
      problems.error(
        Message.noFile(first, files.map(\.name)),
        at: declaration.place(of: declaration.node("command") == nil ? "set" : "command"),
        hint: Message.noFileHint)
    }
    return files
  }

  mutating func umask() -> UInt16 {
    guard let text = declaration.text("umask") else { return 0o022 }
    guard let mask = UInt16(text, radix: 8), mask <= 0o777 else {
      problems.error(
        Message.noMask(text), at: declaration.place(of: "umask"), hint: Message.maskHint)
      return 0o022
    }
    return mask
  }

  func limits() -> SupervisedRun.Limits {
    var limits = SupervisedRun.Limits()
    limits.memoryBytes = declaration.size("memory")
    limits.cpuPercent = declaration.number("cpu").map { max(1, Int(($0 * 100).rounded())) }
    limits.tasks = declaration.integer("tasks").map { Int(clamping: $0) }
    return limits
  }
}

private enum Message {
  static let neither = "a hook needs 'command', 'script', or 'test' and 'set'"
  static let neitherHint = "write command: [PROGRAM, ARGUMENT], or script: TEXT"
  static func both(_ ways: [String]) -> String {
    "a hook has one of \(ways.map { "'\($0)'" }.joined(separator: " and ")), not both"
  }
  static let bothHint = "leave one of them out"
  static let interpreterOfList = "'interpreter' belongs to a script"
  static let interpreterHint = "put the interpreter first in the argument list"
  static let empty = "the script is empty"
  static let tooLong = "a script in a manifest may have 4 MiB"
  static let tooLongHint = "put it into a file, name that in 'files', and run it with 'command'"
  static func unknownInterpreter(_ name: String) -> String { "'\(name)' is no known interpreter" }
  static let unknownInterpreterHint =
    "name a shell, python3, perl, ruby, node, lua or php, or write its path"
  static func onChange(_ event: Event) -> String {
    "'runs: on_change' belongs to the event 'change', and this one waits for '\(event.rawValue)'"
  }
  static let onChangeHint = "leave 'runs' out: it then runs each time"
  static func everyApply(_ event: Event) -> String {
    "'runs: every_apply' makes no sense with the event '\(event.rawValue)'"
  }
  static let everyApplyHint = "leave 'runs' out, or write event: end"
  static let setAlone = "'set' needs a 'test' that says whether it is to run"
  static let setHint = "write test: [PROGRAM, ARGUMENT], or 'command' instead of 'set'"
  static let testAlone = "'test' needs a 'set' that runs where it fails"
  static let testHint = "write set: [PROGRAM, ARGUMENT], or 'unless' instead of 'test'"
  static func testAndGuard(_ name: String) -> String {
    "'test' and '\(name)' say the same thing"
  }
  static let testGuardHint = "leave one of them out"
  static let scriptName = "'script' is the name that the hook's own script has"
  static let scriptNameHint = "give the file another 'name'"
  static func noFile(_ program: String, _ names: [String]) -> String {
    let known = names.isEmpty ? "it has none" : "these are \(names.joined(separator: ", "))"
    return "'\(program)' is none of the hook's files: \(known)"
  }
  static let noFileHint = "name it in 'files', or write an absolute path"
  static func noSecretName(_ name: String) -> String { "'\(name)' is no name for a secret's file" }
  static let secretHint = "use letters, digits, '_', '-' and '.'"
  static func noMask(_ text: String) -> String { "'\(text)' is no umask" }
  static let maskHint = "write octal digits, as \"027\""
}
