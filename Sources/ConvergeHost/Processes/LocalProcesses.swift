package import ConvergeCore
internal import Glibc

/// Runs programs on this host.
package struct LocalProcesses: ProcessRunner {
  /// Called before and after each run: a program can move directories that others know.
  private let moved: @Sendable () -> Void

  /// - Parameter moved: told that paths may mean something else now.
  package init(moved: @escaping @Sendable () -> Void = {}) { self.moved = moved }

  package func run(_ invocation: Invocation) async throws(HostError) -> ProcessResult {
    try Self.check(invocation)
    let program = try ProgramLookup.path(invocation)
    let cancelled: Wakeup
    do { cancelled = try Wakeup() } catch {
      throw SystemFailure.error(error.code, "run", program)
    }
    moved()
    defer { moved() }
    let result = await withTaskCancellationHandler {
      await OwnThread.run { () -> Result<ProcessResult, HostError> in
        Result { () throws(HostError) in
          var run = try ProcessRun(invocation, program: program, cancelled: cancelled)
          return try run.finish()
        }
      }
    } onCancel: {
      cancelled.signal()
    }
    guard let result else { throw SystemFailure.error(EAGAIN, "run", program) }
    return try result.get()
  }

  /// A zero byte would end a text early for the kernel: another command than was meant.
  private static func check(_ invocation: Invocation) throws(HostError) {
    let name = invocation.arguments.first ?? ""
    let texts = invocation.arguments + [invocation.directory] + invocation.environment.values
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw HostError(.refused, "run", name, because: Message.zero)
    }
    for key in invocation.environment.keys
    where key.isEmpty || key.utf8.contains(0) || key.contains("=") {
      throw HostError(.refused, "run", name, because: Message.badName(key))
    }
    guard invocation.directory.hasPrefix("/") else {
      throw HostError(.refused, "run", name, because: Message.relative(invocation.directory))
    }
  }
}

private enum Message {
  static let zero = "an argument, its directory or its environment has a zero byte in it"
  static func badName(_ name: String) -> String {
    "\"\(name)\" cannot be the name of a variable of the environment"
  }
  static func relative(_ path: String) -> String {
    "its directory \"\(path)\" is not an absolute path"
  }
}
