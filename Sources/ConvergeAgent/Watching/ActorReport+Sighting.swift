package import ConvergeCore
package import ConvergeReport

extension ActorReport {
  /// Who was sighted.
  ///
  /// - Parameter user: the name of an account by its number; nil where it has none.
  package init(_ entry: SightingBook.Entry, user: (UInt32) -> String?) {
    self.init()
    at = Timestamp(seconds: entry.wallNanoseconds / 1_000_000_000).description
    told = entry.told
    if !entry.commands.isEmpty { commands = entry.commands.map { CommandReport($0, user: user) } }
    switch entry.culprit {
    case .ourselves: unknown = Message.ourselves
    case .unknown(let reason): unknown = reason
    case .process(let sighted):
      process = sighted.name
      pid = Int(sighted.pid)
      executable = sighted.executable
      command = sighted.commandLine
      self.user = sighted.user.map { user($0) ?? "\($0)" }
      loginUser = sighted.loginUser.map { user($0) ?? "\($0)" }
      unit = sighted.unit
      container = sighted.container
      known = Self.known(sighted)
    }
  }

  fileprivate static func known(_ process: SightedProcess) -> String {
    let source =
      switch process.source {
      case .alive: Message.alive
      case .remembered: Message.remembered
      case .program: Message.program
      case .journal: Message.journal
      }
    return process.formerName.map { "\(source); \(Message.former($0))" } ?? source
  }
}

extension CommandReport {
  /// What was seen to run.
  ///
  /// - Parameter user: the name of an account by its number; nil where it has none.
  package init(_ command: SightedCommand, user: (UInt32) -> String?) {
    self.init()
    let sighted = command.process
    self.command = sighted.commandLine ?? sighted.name
    pid = Int(sighted.pid)
    self.user = sighted.user.map { user($0) ?? "\($0)" }
    loginUser = sighted.loginUser.map { user($0) ?? "\($0)" }
    unit = sighted.unit
    container = sighted.container
    at = Timestamp(seconds: command.wallNanoseconds / 1_000_000_000).description
    known = ActorReport.known(sighted)
  }
}

private enum Message {
  static let ourselves = "it was converge itself"
  static let alive = "read while the process was there"
  static let remembered = "written down when the process began its program; it had ended"
  static let program = "the process had ended; its program was told when it was opened"
  static let journal = "it is in the journal"
  static func former(_ name: String) -> String {
    "its program was \(name) until about that moment"
  }
}
