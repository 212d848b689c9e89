package import ConvergeCore
internal import Glibc

/// What is piped into the program.
package enum StandardInput {
  /// All of it.
  package static func read(limitBytes: Int) throws(HostError) -> [UInt8] {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw SystemFailure.error(errno, "read", "standard input") }
      if count == 0 { return content }
      content += buffer[..<count]
      guard content.count <= limitBytes else {
        throw HostError(.tooLarge, "read", "standard input", because: Message.tooLarge(limitBytes))
      }
    }
  }
}

private enum Message {
  static func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit) bytes" }
}
