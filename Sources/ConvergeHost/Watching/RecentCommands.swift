internal import ConvergeCore
internal import Synchronization

/// The ring of commands, written by the thread that follows processes, read by those that hear of
/// units and containers.
final class RecentCommands: Sendable {
  private let ring = Mutex(CommandRing())

  func note(_ command: SightedCommand, _ acting: ActingCommand) {
    ring.withLock { $0.note(command, acting, at: Monotonic.milliseconds()) }
  }

  func naming(since: Int64, _ names: (ActingCommand) -> Bool) -> [SightedCommand] {
    ring.withLock { $0.naming(since: since, names) }
  }
}
