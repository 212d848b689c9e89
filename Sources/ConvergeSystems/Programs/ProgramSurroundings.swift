package import ConvergeCore

/// As whom, where and with which variables a program runs.
package struct ProgramSurroundings: Sendable, Equatable {
  /// A name or number; nil: as converge does.
  package var user: String?
  package var directory: String?
  /// In the order written; nil takes a variable away.
  package var variables: [(name: String, value: Value?)] = []

  /// The variables whose values must never be shown.
  package var secrets: [String] {
    variables.compactMap { $0.value }.filter(\.isSensitive).compactMap(\.text)
      .filter { !$0.isEmpty }
  }

  package init() {}

  /// The environment for a user's account.
  package func environment(for account: UserRecord?) -> [String: String] {
    var environment = Invocation.plainEnvironment
    if let account {
      environment["HOME"] = account.home
      environment["USER"] = account.name
      environment["LOGNAME"] = account.name
      environment["SHELL"] = account.shell
    }
    for (name, value) in variables { environment[name] = value?.text }
    return environment
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.user == right.user && left.directory == right.directory
      && left.variables.map(\.name) == right.variables.map(\.name)
      && left.variables.map(\.value) == right.variables.map(\.value)
  }
}
