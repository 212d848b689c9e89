package import ConvergeCore

/// The programs of the shadow suite, which hold its locks while they edit the account files.
package struct AccountTool: Sendable {
  /// `useradd`, `groupmod`, ….
  package let arguments: [String]
  /// Handed over on standard input, where no other process can see it.
  package var input = ""
  /// Exit statuses that mean that there was nothing left to do.
  package var alsoFine: Set<Int32> = []

  package init(_ arguments: [String]) { self.arguments = arguments }

  /// Puts `field` into a user's place of `/etc/shadow` (chpasswd(8)).
  package static func setPassword(of user: String, to field: String) -> AccountTool {
    var tool = AccountTool(["chpasswd", "--encrypted"])
    tool.input = "\(user):\(field)\n"
    return tool
  }

  /// Makes a user's home directory with the files of `/etc/skel` (mkhomedir_helper(8)).
  package static func makeHome(of user: String) -> AccountTool {
    AccountTool(["mkhomedir_helper", user])
  }

  /// Runs it.
  ///
  /// - Parameters:
  ///   - operation: a verb for the error.
  ///   - subject: the user or group for the error.
  /// - Throws: `HostError` where it cannot be started or ends with another status than 0.
  package func run(
    to operation: String, _ subject: String, timeout: Duration, on host: Host
  ) async throws(HostError) {
    guard host.names.currentUser == 0 else {
      throw HostError(
        .denied, operation, subject, because: Message.onlyRoot, remedy: Message.asRoot)
    }
    var invocation = Invocation(arguments, timeout: timeout)
    invocation.input = Array(input.utf8)
    invocation.outputLimitBytes = 16 << 10
    let result = try await host.processes.run(invocation)
    if case .exited(let status) = result.end, status == 0 || alsoFine.contains(status) { return }
    let said = String(decoding: result.error, as: UTF8.self)
      .split(whereSeparator: \.isNewline).last.map(String.init)
    throw HostError(
      result.end == .timedOut ? .timedOut : .failed, operation, subject,
      because: said ?? Message.ended(arguments[0], result.end),
      remedy: said?.contains("cannot lock") == true ? Message.locked : nil)
  }
}

private enum Message {
  static let onlyRoot = "only root may change accounts"
  static let asRoot = "run converge as root"
  static let locked = "somebody else is changing the accounts; apply again when that is done"

  static func ended(_ program: String, _ end: ProcessResult.End) -> String {
    switch end {
    case .exited(let status): "\(program) ended with status \(status)"
    case .signalled(let signal): "\(program) was killed by signal \(signal)"
    case .timedOut: "\(program) took too long"
    }
  }
}
