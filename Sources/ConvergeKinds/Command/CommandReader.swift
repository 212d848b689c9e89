internal import ConvergeCore
internal import ConvergeSystems

/// Reads a declaration of a command, collecting what is wrong with it.
struct CommandReader {
  let declaration: Declaration
  var problems = Diagnostics()

  init(_ declaration: Declaration) { self.declaration = declaration }

  /// The argument list: the one written, or the interpreter with the script.
  mutating func whatRuns() -> [String] {
    switch (declaration.node("command"), declaration.node("script")) {
    case (let node?, nil):
      if let interpreter = declaration.node("interpreter") {
        problems.error(
          Message.interpreterOfList, at: interpreter.place, hint: Message.interpreterHint)
      }
      return argumentList(declaration.texts("command") ?? [], at: node.place)
    case (nil, let node?):
      return ScriptArguments.arguments(
        declaration.text("script") ?? "", at: node.place,
        interpreter: declaration.texts("interpreter"),
        at: declaration.place(of: "interpreter"), reporting: &problems)
    case (_?, let node?):
      problems.error(Message.both, at: node.place, hint: Message.bothHint)
    case (nil, nil):
      problems.error(Message.neither, at: declaration.place, hint: Message.neitherHint)
    }
    return []
  }

  private mutating func argumentList(_ arguments: [String], at place: Place) -> [String] {
    if arguments.first?.isEmpty ?? true {
      problems.error(Message.noProgram, at: place, hint: Message.listHint)
    }
    return arguments
  }

  mutating func occasion() -> Command.Occasion {
    let guards = ["creates", "only_if", "unless"].filter { declaration.node($0) != nil }
    let isAlways = declaration.text("runs") == "every_apply"
    let isRefresh = declaration.boolean("refresh_only") ?? false
    switch (isAlways, isRefresh) {
    case (true, true):
      problems.error(
        Message.alwaysAndRefresh, at: declaration.place(of: "refresh_only"),
        hint: Message.alwaysAndRefreshHint)
    case (true, false):
      if let first = guards.first {
        problems.error(
          Message.alwaysAndGuard(first), at: declaration.place(of: first),
          hint: Message.alwaysAndGuardHint)
      }
      return .always
    case (false, true):
      if let first = guards.first(where: { $0 != "only_if" }) {
        problems.error(
          Message.refreshAndGuard(first), at: declaration.place(of: first),
          hint: Message.refreshAndGuardHint)
      }
      return .refresh
    case (false, false):
      if guards.isEmpty {
        problems.error(
          Message.noOccasion, at: declaration.place, hint: Message.noOccasionHint)
      }
    }
    return .need
  }

  func creates() -> String? { declaration.text("creates").map { FilePath.resolve($0, from: "/") } }

  /// An argument list, or a script text for the shell.
  mutating func guardArguments(_ attribute: String) -> [String]? {
    guard let node = declaration.node(attribute) else { return nil }
    if let scalar = node.scalar {
      return ScriptArguments.arguments(
        scalar.text, at: node.place, interpreter: nil, at: node.place, reporting: &problems)
    }
    return argumentList(declaration.texts(attribute) ?? [], at: node.place)
  }

  mutating func surroundings() -> ProgramSurroundings {
    var surroundings = ProgramSurroundings()
    surroundings.user = declaration.text("user")
    surroundings.directory = declaration.text("cwd").map { FilePath.resolve($0, from: "/") }
    for entry in declaration.node("environment")?.mapping ?? [] {
      guard let key = entry.key.scalar, let value = entry.value.scalar else { continue }
      if key.text.isEmpty || key.text.contains(where: { $0 == "=" || $0 == "\0" }) {
        problems.error(
          Message.noVariable(key.text), at: entry.key.place, hint: Message.variableHint)
        continue
      }
      let text: Value = value.isSensitive ? .sensitive(.text(value.text)) : .text(value.text)
      surroundings.variables.append((key.text, entry.value.isNull ? nil : text))
    }
    return surroundings
  }

  /// What each exit status means; 0 is fine unless it is written otherwise.
  mutating func meanings() -> [Int32: Command.Meaning] {
    var meanings: [Int32: Command.Meaning] = [0: .ok]
    for entry in declaration.node("exit_codes")?.mapping ?? [] {
      let text = entry.key.scalar?.text ?? ""
      guard let code = Int32(text), (0...255).contains(code) else {
        problems.error(Message.noStatus(text), at: entry.key.place, hint: Message.statusHint)
        continue
      }
      meanings[code] = entry.value.scalar.flatMap { Command.Meaning(rawValue: $0.text) } ?? .failed
    }
    return meanings
  }
}

private enum Message {
  static let both = "a command has 'command' or 'script', not both"
  static let bothHint = "leave one of them out"
  static let neither = "a command needs 'command' or 'script'"
  static let neitherHint = "write command: [PROGRAM, ARGUMENT], or script: TEXT"
  static let interpreterOfList = "'interpreter' belongs to 'script'"
  static let interpreterHint = "put the interpreter first in 'command'"
  static let noProgram = "an argument list begins with a program"
  static let listHint = "write [PROGRAM, ARGUMENT]"
  static let alwaysAndRefresh = "'refresh_only' and 'runs: every_apply' exclude one another"
  static let alwaysAndRefreshHint = "leave one of them out"
  static func alwaysAndGuard(_ name: String) -> String {
    "'\(name)' makes no sense where it runs every time"
  }
  static let alwaysAndGuardHint = "leave out 'runs: every_apply'"
  static func refreshAndGuard(_ name: String) -> String {
    "'\(name)' makes no sense where only a refresh runs it"
  }
  static let refreshAndGuardHint = "write 'only_if', which a refresh respects"
  static let noOccasion = "nothing says when this command is to run"
  static let noOccasionHint =
    "write 'creates', 'only_if', 'unless' or 'refresh_only: true'; or 'runs: every_apply' if it may "
    + "run each time"
  static func noVariable(_ name: String) -> String { "'\(name)' is no name of a variable" }
  static let variableHint = "a name is not empty and has no '='"
  static func noStatus(_ text: String) -> String { "'\(text)' is no exit status" }
  static let statusHint = "from 0 to 255"
}
