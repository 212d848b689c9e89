internal import ConvergeCore
internal import ConvergeHost

/// Keeps two runs of settings of one name apart, as long as it lives.
final class HookRunLock {
  private let lock: RunLock

  /// - Parameter directory: the task's own, prepared.
  /// - Throws: `Stop` with 75 where another has it for all of the time, with 130 where waiting was
  ///   interrupted.
  init(_ directory: StateDirectory, timeout: Duration) throws {
    do throws(HostError) {
      lock = try RunLock.acquire(
        in: directory, verb: "hook-run", timeout: timeout, isStopped: { Interruption.isAsked })
    } catch {
      switch error.reason {
      case .timedOut: throw Stop(.locked, error)
      case .interrupted: throw Stop(.interrupted)
      default: throw Stop(.notWritable, error)
      }
    }
  }

  /// Takes it from another one, by asking it to end what it runs.
  static func takenOver(
    _ directory: StateDirectory, timeout: Duration, askingToEnd ask: () async throws -> Void
  ) async throws -> HookRunLock {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    while true {
      do { return try HookRunLock(directory, timeout: .milliseconds(100)) } catch let stop as Stop {
        guard stop.status == .locked, clock.now < deadline else { throw stop }
      }
      try await ask()
    }
  }
}
