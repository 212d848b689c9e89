internal import ConvergeCore
internal import Synchronization

/// One watching thread with its mailbox, started with the first thing that it is to watch.
final class Watching: Sendable {
  private let mailbox: Result<WatchMailbox, Errno>
  private let isMeant: @Sendable (Watched) -> Bool
  private let run: @Sendable (WatchMailbox) -> Void
  private let isRunning = Mutex(false)

  /// - Parameters:
  ///   - isMeant: whether a thing is for this thread.
  ///   - run: until the mailbox is closed.
  init(
    _ isMeant: @escaping @Sendable (Watched) -> Bool, _ sighted: @escaping @Sendable () -> Void,
    _ run: @escaping @Sendable (WatchMailbox) -> Void
  ) {
    mailbox = Result { () throws(Errno) in try WatchMailbox(sighted) }
    self.isMeant = isMeant
    self.run = run
  }

  func watch(_ things: [Watched]) {
    guard case .success(let mailbox) = mailbox else { return }
    // They are kept as long as they are watched: in no more memory than they need.
    var meant: [Watched] = []
    meant.reserveCapacity(things.count(where: isMeant))
    for thing in things where isMeant(thing) { meant.append(thing) }
    let starts = isRunning.withLock { isRunning in
      defer { isRunning = isRunning || !meant.isEmpty }
      return !isRunning && !meant.isEmpty
    }
    mailbox.watch(meant)
    guard starts, !OwnThread.start({ [run] in run(mailbox) }) else { return }
    let lost = Sighting.Event.lost(Message.noThread)
    mailbox.post([Sighting(lost, at: LocalClock().now(), by: .unknown(""))])
  }

  func take() -> [Sighting] {
    guard case .success(let mailbox) = mailbox else { return [] }
    return mailbox.take()
  }

  func close() {
    if case .success(let mailbox) = mailbox { mailbox.close() }
  }
}

private enum Message {
  static let noThread = "no thread can be started to watch it"
}
