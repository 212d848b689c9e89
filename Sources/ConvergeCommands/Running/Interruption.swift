internal import Glibc
internal import Synchronization

/// SIGINT and SIGTERM, remembered: what is under way is finished or undone, nothing new is begun.
enum Interruption {
  /// Begins to remember the signals instead of dying from them; tells a person once.
  static func watch() {
    // Read once, so that the handler never is the first to initialise it.
    _ = wasAsked.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Only what signal-safety(7) allows: an atomic, and write(2) of a constant.
        guard !wasAsked.exchange(true, ordering: .relaxed) else { return }
        let text: StaticString = "\ninterrupted: the step under way is finished first\n"
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      }
    }
  }

  static var isAsked: Bool { wasAsked.load(ordering: .relaxed) }
}

private let wasAsked = Atomic<Bool>(false)
