package import ConvergeCore

/// Reads settings into what they ask for, collecting everything that is wrong with them.
package struct SettingsReader {
  /// What is wrong, and why, in the words of a status: bad input, or an identity.
  package enum Refusal: Int, Sendable { case input = 20, script = 21, identity = 70 }

  package private(set) var problems = Diagnostics()
  /// Of the first thing that is wrong.
  package private(set) var refusal: Refusal?

  package init() {}

  /// - Returns: nil where something is wrong.
  package mutating func read(
    public publicNode: Node, protected protectedNode: Node?
  ) -> ExtensionSettings? {
    let none = Node(.mapping([]), at: publicNode.place)
    let own = SettingsObject("publicSettings", publicNode, isProtected: false)
    let secret = SettingsObject("protectedSettings", protectedNode ?? none, isProtected: true)
    let settings: ExtensionSettings?
    if own.has("source") {
      var reader = RunCommandReader(own, secret)
      settings = reader.read()
      finish(reader.own.problems, reader.secret.problems, reader.refusal)
    } else {
      var reader = CustomScriptReader(own, secret)
      settings = reader.read()
      finish(reader.own.problems, reader.secret.problems, reader.refusal)
    }
    return problems.hasErrors ? nil : settings
  }

  private mutating func finish(
    _ own: Diagnostics, _ secret: Diagnostics, _ found: Refusal?
  ) {
    problems.append(contentsOf: own)
    problems.append(contentsOf: secret)
    if problems.hasErrors { refusal = found ?? .input }
  }
}
