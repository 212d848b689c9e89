internal import Glibc

/// One who asks: a request that comes in parts, and an answer that goes in parts.
final class MetricsConnection {
  private static let limitBytes = 8 << 10
  let number: Int32
  /// When its time is over, in milliseconds of the monotonic clock.
  let deadline: Int64
  private(set) var isOver = false

  private var heard: [UInt8] = []
  private var answer: ArraySlice<UInt8>?

  init(owning number: Int32, deadline: Int64) {
    self.number = number
    self.deadline = deadline
  }

  deinit { _ = close(number) }

  /// What poll(2) waits for.
  var events: Int16 { answer == nil ? Int16(POLLIN) : Int16(POLLOUT) }

  /// Reads or writes what can be now.
  func proceed(_ text: () -> String) {
    if answer == nil { hear(text) }
    if answer != nil { say() }
  }

  private func hear(_ text: () -> String) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { isOver = true }
      return
    }
    heard += buffer[..<count]
    if let end = Self.end(of: heard) {
      answer = Self.answer(to: String(decoding: heard[..<end], as: UTF8.self), text)[...]
    } else if heard.count >= Self.limitBytes {
      answer = Self.answer("431 Request Header Fields Too Large")[...]
    }
  }

  private func say() {
    guard let rest = answer else { return }
    let count = rest.withUnsafeBytes {
      send(
        number, $0.baseAddress, $0.count,
        Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }
    if count < 0 {
      if errno != EAGAIN, errno != EINTR { isOver = true }
      return
    }
    answer = rest.dropFirst(count)
    if answer?.isEmpty == true {
      // The last bytes are taken, before the end is told.
      shutdown(number, Int32(SHUT_WR))
      isOver = true
    }
  }

  private static func end(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(mark) }
  }

  private static func answer(to head: String, _ text: () -> String) -> [UInt8] {
    let line = head.unicodeScalars.prefix { $0 != "\r" && $0 != "\n" }
    let words = String(line).split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return answer("400 Bad Request") }
    guard ["GET", "HEAD"].contains(words[0]) else {
      return answer("405 Method Not Allowed", ["Allow: GET, HEAD"])
    }
    guard words[1].prefix(while: { $0 != "?" }) == "/metrics" else {
      return answer("404 Not Found")
    }
    let body = Array(text().utf8)
    return answer(
      "200 OK", ["Content-Type: text/plain; version=0.0.4; charset=utf-8"], body,
      hasBody: words[0] == "GET")
  }

  private static func answer(
    _ status: String, _ headers: [String] = [], _ body: [UInt8] = [], hasBody: Bool = true
  ) -> [UInt8] {
    let lines =
      ["HTTP/1.1 \(status)"] + headers + [
        "Content-Length: \(body.count)", "Connection: close", "", "",
      ]
    return Array(lines.joined(separator: "\r\n").utf8) + (hasBody ? body : [])
  }
}
