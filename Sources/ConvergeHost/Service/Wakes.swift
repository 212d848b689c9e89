internal import CLinux
package import ConvergeCore
internal import Glibc

/// All that a process which lives long waits for, in one place: signals, a moment, a clock that was
/// set, and whoever has something for it.
///
/// To be made on the main thread before there are others: they then leave the signals to it.
package final class Wakes: Sendable {
  package enum Wake: Sendable, Hashable {
    /// SIGHUP: the configuration is to be read again.
    case reload
    /// SIGTERM or SIGINT.
    case stop
    /// The moment has come.
    case time
    case clockSet
    /// Somebody called `wake`.
    case called
  }

  private let signals: Descriptor
  private let timer: Descriptor
  private let clock: Descriptor
  private let called: Wakeup

  /// - Throws: `HostError` where the kernel has no more of what it takes.
  package init() throws(HostError) {
    do throws(Errno) {
      signals = Descriptor(owning: try Errno.check(clinux_watch_signals()))
      timer = Descriptor(owning: try Errno.check(clinux_boot_timer()))
      clock = Descriptor(owning: try Errno.check(clinux_clock_watch()))
      called = try Wakeup()
    } catch {
      throw SystemFailure.error(error.code, "wait for", "signals and timers")
    }
  }

  /// Lets `wait` return; from any thread.
  package func wake() { called.signal() }

  /// Waits until something happens.
  ///
  /// - Parameter deadline: on the clock since the boot, nanoseconds; nil: none.
  package func wait(until deadline: UInt64?) -> Set<Wake> {
    // Zero would mean never.
    _ = clinux_set_timer(timer.number, deadline.map { max(1, $0) } ?? 0)
    var descriptors = [signals.number, timer.number, clock.number, called.number].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&descriptors, nfds_t(descriptors.count), -1) > 0 else { return [] }
    var wakes: Set<Wake> = []
    if descriptors[0].revents != 0 { takeSignals(&wakes) }
    if descriptors[1].revents != 0 { wakes.insert(.time) }
    if descriptors[2].revents != 0 {
      _ = clinux_watch_clock_again(clock.number)
      wakes.insert(.clockSet)
    }
    if descriptors[3].revents != 0 {
      called.clear()
      wakes.insert(.called)
    }
    return wakes
  }

  private func takeSignals(_ wakes: inout Set<Wake>) {
    while true {
      switch clinux_next_signal(signals.number) {
      case SIGHUP: wakes.insert(.reload)
      case SIGTERM, SIGINT: wakes.insert(.stop)
      case 0: return
      default: continue
      }
    }
  }

  /// Nanoseconds since the boot, also those in which the machine slept.
  package static func bootNanoseconds() -> UInt64 { clinux_boot_time() }
}
