internal import ConvergeCore

/// Reads parameters: with a name they become variables, without one arguments.
struct ParameterReader {
  private(set) var named: [ExtensionSettings.Parameter] = []
  private(set) var plain: [String] = []

  mutating func read(_ key: String, in object: inout SettingsObject) {
    for node in object.list(key) {
      var parameter = SettingsObject(key, node, isProtected: object.isProtected)
      parameter.expect(["name", "value"])
      let name = parameter.text("name", allowsEmpty: true) ?? ""
      let value = parameter.text("value", allowsEmpty: true)
      if !parameter.has("value") { parameter.report(Message.noValue, at: node.place) }
      if let problem = problem(of: name, isProtected: object.isProtected) {
        parameter.report(problem.0, at: parameter.place("name"), hint: problem.1)
      } else if let value, name.isEmpty {
        plain.append(value)
      } else if let value {
        named.append(.init(name: name, value: value, isProtected: object.isProtected))
      }
      object.problems.append(contentsOf: parameter.problems)
    }
  }

  private func problem(of name: String, isProtected: Bool) -> (String, String?)? {
    if name.isEmpty {
      // Every user of a host sees arguments.
      return isProtected ? (Message.protectedArgument, Message.nameIt) : nil
    }
    let isVariable =
      name.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
      && name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
          || (0x61...0x7A).contains(byte | 0x20)
      }
    guard isVariable else { return (Message.noVariable, Message.variableHint) }
    if name.hasPrefix("CONVERGE_") || name == "CREDENTIALS_DIRECTORY" {
      return (Message.ownVariable, nil)
    }
    if named.contains(where: { $0.name == name }) { return (Message.twin, nil) }
    return nil
  }
}

private enum Message {
  static let noValue = "a parameter needs a 'value'"
  static let protectedArgument =
    "a protected parameter needs a 'name': arguments can be seen by every user of the host"
  static let nameIt = "the script finds it in the variable of that name"
  static let noVariable = "the 'name' of a parameter must be good for a variable"
  static let variableHint = "letters, digits and '_', no digit first"
  static let ownVariable = "the 'name' is one of those that converge sets itself"
  static let twin = "two parameters have the same 'name'"
}
