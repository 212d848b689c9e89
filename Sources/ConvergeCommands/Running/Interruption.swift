internal import ConvergeHost
internal import Glibc
internal import Synchronization

/// A wish to end, from a signal: what is under way is finished or undone, nothing new is begun.
enum Interruption {
  /// Begins to remember the signals instead of dying from them; tells a person what comes of each.
  static func watch() {
    // Whoever started us may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    Interrupts.watch {
      let isFirst = !wasAsked.exchange(true, ordering: .relaxed)
      Console.error.write(isFirst ? Message.first : Message.again)
    }
  }

  /// As a signal would, for whoever takes signals in itself.
  static func ask() { wasAsked.store(true, ordering: .relaxed) }

  static var isAsked: Bool { wasAsked.load(ordering: .relaxed) }
}

private let wasAsked = Atomic<Bool>(false)

private enum Message {
  static let first = "\ninterrupted: the step under way is finished first\n"
  static var again: String {
    """

    still finishing the step under way; 'kill -9 \(getpid())' does not wait for it, and the next \
    run puts right what is left

    """
  }
}
