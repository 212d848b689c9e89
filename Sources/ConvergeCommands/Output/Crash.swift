internal import Glibc

/// What a broken precondition ends with: a sentence and the status of a bug, instead of a signal.
///
/// The journal is as after a kill, so the next run finishes what was under way.
enum Crash {
  /// Takes the signals by which Swift ends a process; one who looks for a backtrace keeps them.
  static func watch() {
    guard getenv("SWIFT_BACKTRACE") == nil else { return }
    for number in [SIGILL, SIGTRAP] {
      signal(number) { _ in
        // Nothing but write(2) and _exit(2) may be called here, signal-safety(7).
        let text: StaticString = """

          error: this is a bug in converge; please report it, with the manifest and what stands \
          above. What was under way is in the journal, and the next run finishes it

          """
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _exit(ExitStatus.bugCode)
      }
    }
  }
}
