package import ConvergeCore
internal import Glibc

/// The clocks of the host that we run on.
package struct LocalClock: HostClock {
  /// Empty where the kernel does not tell.
  package let bootID: String

  /// Reads the boot id.
  package init() { bootID = SmallFile.line("/proc/sys/kernel/random/boot_id") ?? "" }

  package func now() -> HostInstant {
    var wall = timespec()
    var monotonic = timespec()
    clock_gettime(CLOCK_REALTIME, &wall)
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    return HostInstant(
      wallNanoseconds: Int64(wall.tv_sec) * 1_000_000_000 + Int64(wall.tv_nsec),
      monotonicNanoseconds: UInt64(monotonic.tv_sec) * 1_000_000_000 + UInt64(monotonic.tv_nsec))
  }

  /// Of CLOCK_REALTIME, since 1970.
  static func wallSeconds() -> Int64 {
    var wall = timespec()
    clock_gettime(CLOCK_REALTIME, &wall)
    return Int64(wall.tv_sec)
  }

  package func sleep(for duration: Duration) async throws(HostError) {
    do { try await Task.sleep(for: duration) } catch {
      throw HostError(.interrupted, "wait", "\(duration)", because: Message.interrupted)
    }
  }
}

private enum Message {
  static let interrupted = "converge was told to stop"
}
