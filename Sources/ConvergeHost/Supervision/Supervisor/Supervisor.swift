internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The process that a run belongs to: it starts the program, listens, ends it at its timeout, and
/// writes down how it ended. It depends on nobody who started it, once the program runs.
///
/// It is started with its order and answers on its input and output (`SupervisorOrder`,
/// `SupervisorAnswer`), and with the locked file `supervisor` of its run as its standard error.
package enum Supervisor {
  /// The first argument by which this program becomes a supervisor.
  package static let verb = "supervise-hook"
  /// What permits the program to run, before the name of its scope.
  static let permission = "go"

  /// Does not return. To be called before there are threads.
  package static func main() -> Never {
    // Whoever started us may go away.
    signal(SIGPIPE, SIG_IGN)
    guard clinux_detach() == 0 else { exit(1) }
    _ = umask(0o077)
    _ = chdir("/")
    exit(supervise(LineChannel(input: 0, output: 1)) ? 0 : 1)
  }

  /// Whether the program was to run.
  private static func supervise(_ channel: LineChannel) -> Bool {
    do throws(HostError) {
      try say(.ready(process: getpid()), channel)
      let work = try SupervisorWork(order: order(channel))
      try say(.prepared(process: work.program.process), channel)
      let start = try work.begin(inScope: scope(channel))
      try? say(.started(start), channel)
      channel.close()
      work.finish()
      return true
    } catch {
      try? say(.failed(error), channel)
      return false
    }
  }

  private static func say(
    _ answer: SupervisorAnswer, _ channel: LineChannel
  ) throws(HostError) {
    do { try channel.say(answer.json) } catch {
      throw SystemFailure.error(error.code, "answer", Message.starter)
    }
  }

  private static func order(_ channel: LineChannel) throws(HostError) -> SupervisorOrder {
    guard let order = SupervisorOrder(json: try line(channel)) else {
      throw HostError(.refused, "read", Message.order, because: Message.noOrder)
    }
    return order
  }

  /// Waits for the permission to run the program; nil: in no scope of its own.
  private static func scope(_ channel: LineChannel) throws(HostError) -> String? {
    let words = String(decoding: try line(channel), as: UTF8.self).split(separator: " ")
    guard words.first.map(String.init) == permission else {
      throw HostError(.refused, "read", Message.order, because: Message.noOrder)
    }
    return words.dropFirst().first.map(String.init)
  }

  private static func line(_ channel: LineChannel) throws(HostError) -> [UInt8] {
    do throws(Errno) {
      if let line = try channel.hear() { return line }
    } catch {
      throw SystemFailure.error(error.code, "read", Message.order)
    }
    throw HostError(.interrupted, "read", Message.order, because: Message.gone)
  }
}

private enum Message {
  static let starter = "whoever started the supervisor"
  static let order = "the supervisor's order"
  static let noOrder = "it is none; supervisors are started by converge alone"
  static let gone = "whoever started the supervisor has gone"
}
