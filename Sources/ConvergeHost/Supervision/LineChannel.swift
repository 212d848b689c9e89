internal import Glibc
internal import Synchronization

/// Lines over two pipes, between a supervisor and whoever starts it; one at a time uses it.
final class LineChannel: Sendable {
  /// The longest line: secrets are in it, twice as long as they are.
  private static let limitBytes = 256 << 20

  private struct State {
    var input: Int32
    var output: Int32
    var heard: [UInt8] = []
  }

  private let state: Mutex<State>

  /// Takes over both.
  init(input: Int32, output: Int32) { state = Mutex(State(input: input, output: output)) }

  deinit { close() }

  /// The other side hears that we have gone.
  func close() {
    state.withLock { state in
      for end in [state.input, state.output] where end >= 0 { _ = Glibc.close(end) }
      (state.input, state.output) = (-1, -1)
    }
  }

  /// Says a line.
  func say(_ line: String) throws(Errno) {
    let bytes = Array((line + "\n").utf8)
    let code = state.withLock { state -> Int32 in
      var done = 0
      while done < bytes.count {
        let count = bytes.withUnsafeBytes { bytes in
          write(state.output, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        }
        if count >= 0 { done += count } else if errno != EINTR { return errno }
      }
      return 0
    }
    if code != 0 { throw Errno(code: code) }
  }

  /// The next line, without its end; nil where the other side has gone.
  ///
  /// Fails with ETIMEDOUT where none comes within `milliseconds`; negative: waits for ever.
  func hear(milliseconds: Int32 = -1) throws(Errno) -> [UInt8]? {
    try state.withLock { state in
      Result { () throws(Errno) in try Self.hear(&state, milliseconds) }
    }.get()
  }

  private static func hear(
    _ state: inout State, _ milliseconds: Int32
  ) throws(Errno) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var looked = 0
    while true {
      if let end = state.heard[looked...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(state.heard[..<end])
        state.heard.removeFirst(end + 1)
        return line
      }
      looked = state.heard.count
      var wait = pollfd(fd: state.input, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, milliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready != 0 else { throw Errno(code: ETIMEDOUT) }
      let count = read(state.input, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard try Errno.check(count) > 0 else { return nil }
      guard state.heard.count <= limitBytes else { throw Errno(code: E2BIG) }
      state.heard += buffer[..<count]
    }
  }
}
