internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeLedger

/// A state directory with the run lock held, for those who write.
struct StateWriting: ~Copyable {
  let ledger: any Ledger
  /// Secret of the state directory.
  let key: [UInt8]
  /// Held as long as this lives.
  private let lock: RunLock

  private init(ledger: any Ledger, key: [UInt8], lock: consuming RunLock) {
    self.ledger = ledger
    self.key = key
    self.lock = lock
  }

  /// Takes the lock, and opens the ledger. Who has to wait is told for whom.
  ///
  /// - Throws: `Stop` with 73 where it cannot be written, with 75 where another run holds the lock
  ///   for all of the time, with 130 where that was interrupted.
  static func open(
    _ options: StateOptions, _ waiting: LockOptions, for verb: String, isQuiet: Bool
  ) async throws -> StateWriting {
    let directory = try options.directory()
    do throws(HostError) {
      let prepared = try directory.prepare()
      if !isQuiet, waiting.timeout > .zero, let holder = RunLock.holder(in: prepared) {
        Console.error.write(Message.waiting(for: holder, waiting.timeoutText))
      }
      let lock = try RunLock.acquire(
        in: prepared, verb: verb, timeout: waiting.timeout, isStopped: { Interruption.isAsked })
      let ledger = try await SQLiteLedger.open(inDirectory: prepared.path, for: .writing)
      return StateWriting(ledger: ledger, key: try KeyFile(in: prepared).key(), lock: lock)
    } catch {
      throw stop(error)
    }
  }

  private static func stop(_ error: HostError) -> Stop {
    switch error.reason {
    case .timedOut: Stop(.locked, error)
    case .interrupted: Stop(.interrupted)
    default: Stop(.notWritable, error)
    }
  }
}

private enum Message {
  static func waiting(for holder: RunLock.Holder, _ timeout: String) -> String {
    """
    waiting up to \(timeout) for another run: process \(holder.process), to \(holder.verb), since \
    \(holder.sinceText)

    """
  }
}
