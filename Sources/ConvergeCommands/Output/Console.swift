internal import ConvergeHost
internal import Glibc
internal import Synchronization

/// One of the two outputs of the process.
struct Console: Sendable {
  let descriptor: Int32

  static let output = Console(descriptor: STDOUT_FILENO)
  static let error = Console(descriptor: STDERR_FILENO)

  /// Why standard output could not be written, in errno's words; nil where all of it was, or where
  /// its reader went away, which is nobody's failure.
  static var complaint: String? {
    let code = failure.load(ordering: .relaxed)
    return code == 0 ? nil : String(cString: strerror(code))
  }

  var isTerminal: Bool { Terminal.isTerminal(descriptor) }

  /// How wide it is; nil where it is no terminal.
  var columns: Int? { Terminal.columns(descriptor).map { max(20, $0) } }

  /// Writes all of `text`.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        // Whoever started us made it so; its reader is slow.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        if errno != EPIPE, descriptor == STDOUT_FILENO { failure.store(errno, ordering: .relaxed) }
        return
      }
    }
  }

  /// Opens what the process was started without, so that nothing else gets the number of an output
  /// and what is written there is lost rather than in a file of ours. Reading from it fails.
  static func openMissing() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", O_WRONLY)
    }
  }
}

private let failure = Atomic<Int32>(0)
