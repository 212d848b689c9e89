package import ConvergeCore

/// What commands and hooks are told alike: guards, surroundings, exit statuses. Collects what is wrong
/// with it.
package struct ProgramAttributes {
  private let declaration: Declaration
  package private(set) var problems = Diagnostics()

  package init(_ declaration: Declaration) { self.declaration = declaration }

  /// An argument list, or a script text for the shell.
  package mutating func guardArguments(_ attribute: String) -> [String]? {
    guard let node = declaration.node(attribute) else { return nil }
    if let scalar = node.scalar {
      return ScriptArguments.arguments(
        scalar.text, at: node.place, interpreter: nil, at: node.place, reporting: &problems)
    }
    return argumentList(attribute)
  }

  /// A list that begins with a program.
  package mutating func argumentList(_ attribute: String) -> [String] {
    let arguments = declaration.texts(attribute) ?? []
    if arguments.first?.isEmpty ?? true {
      problems.error(
        Message.noProgram, at: declaration.place(of: attribute), hint: Message.listHint)
    }
    return arguments
  }

  /// `user`, `cwd` and `environment`.
  ///
  /// - Parameter isReserved: whether a variable is not the manifest's to set.
  package mutating func surroundings(
    reserving isReserved: (String) -> Bool = { _ in false }
  ) -> ProgramSurroundings {
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
      if isReserved(key.text) {
        problems.error(Message.ownVariable(key.text), at: entry.key.place)
        continue
      }
      let text: Value = value.isSensitive ? .sensitive(.text(value.text)) : .text(value.text)
      surroundings.variables.append((key.text, entry.value.isNull ? nil : text))
    }
    return surroundings
  }

  /// What each exit status of `exit_codes` means.
  ///
  /// - Parameters:
  ///   - success: what 0 means unless it is written otherwise.
  ///   - meaning: of a word that was checked.
  package mutating func meanings<Meaning>(
    success: Meaning, _ meaning: (String) -> Meaning?
  ) -> [Int32: Meaning] {
    var meanings: [Int32: Meaning] = [0: success]
    for entry in declaration.node("exit_codes")?.mapping ?? [] {
      let text = entry.key.scalar?.text ?? ""
      guard let code = Int32(text), (0...255).contains(code) else {
        problems.error(Message.noStatus(text), at: entry.key.place, hint: Message.statusHint)
        continue
      }
      if let word = entry.value.scalar?.text, let meant = meaning(word) { meanings[code] = meant }
    }
    return meanings
  }
}

private enum Message {
  static let noProgram = "an argument list begins with a program"
  static let listHint = "write [PROGRAM, ARGUMENT]"
  static func noVariable(_ name: String) -> String { "'\(name)' is no name of a variable" }
  static let variableHint = "a name is not empty and has no '='"
  static func ownVariable(_ name: String) -> String {
    "'\(name)' is one of those that converge sets itself"
  }
  static func noStatus(_ text: String) -> String { "'\(text)' is no exit status" }
  static let statusHint = "from 0 to 255"
}
