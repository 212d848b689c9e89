internal import ConvergeHost
internal import Glibc

/// One of the two outputs of the process.
struct Console: Sendable {
  let descriptor: Int32

  static let output = Console(descriptor: STDOUT_FILENO)
  static let error = Console(descriptor: STDERR_FILENO)

  var isTerminal: Bool { Terminal.isTerminal(descriptor) }

  /// How wide standard output is; nil in a pipe.
  static var columns: Int? { Terminal.columns(STDOUT_FILENO).map { max(20, $0) } }

  /// Writes all of `text`; a reader that is gone is nobody's failure.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(written)
    }
  }
}
