internal import ConvergeHost
internal import Glibc
internal import Synchronization

/// A wish to end, from a signal: what is under way is finished or undone, nothing new is begun.
enum Interruption {
  /// Begins to remember the signals instead of dying from them; tells a person once.
  static func watch() {
    // Whoever started us may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    Interrupts.watch {
      guard !wasAsked.exchange(true, ordering: .relaxed) else { return }
      Console.error.write("\ninterrupted: the step under way is finished first\n")
    }
  }

  static var isAsked: Bool { wasAsked.load(ordering: .relaxed) }
}

private let wasAsked = Atomic<Bool>(false)
