internal import ConvergeCore
internal import ConvergeSystems

/// Reads a declaration of a command, collecting what is wrong with it.
struct CommandReader {
  let declaration: Declaration
  var problems = Diagnostics()
  var shared: ProgramAttributes

  init(_ declaration: Declaration) {
    self.declaration = declaration
    shared = ProgramAttributes(declaration)
  }

  /// The argument list: the one written, or the interpreter with the script.
  mutating func whatRuns() -> [String] {
    switch (declaration.node("command"), declaration.node("script")) {
    case (_?, nil):
      if let interpreter = declaration.node("interpreter") {
        problems.error(
          Message.interpreterOfList, at: interpreter.place, hint: Message.interpreterHint)
      }
      return shared.argumentList("command")
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
}

private enum Message {
  static let both = "a command has 'command' or 'script', not both"
  static let bothHint = "leave one of them out"
  static let neither = "a command needs 'command' or 'script'"
  static let neitherHint = "write command: [PROGRAM, ARGUMENT], or script: TEXT"
  static let interpreterOfList = "'interpreter' belongs to 'script'"
  static let interpreterHint = "put the interpreter first in 'command'"
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
}
