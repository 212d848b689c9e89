/// Lines out of an HTTP answer that never ends, in chunks (RFC 9112, section 7.1); pure.
struct ChunkedLines {
  private enum Place { case head, size, data(Int), end }

  private let limitBytes: Int
  private var place = Place.head
  private var pending: [UInt8] = []
  private var line: [UInt8] = []

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// - Returns: the lines that are whole by now, without their ends; nil where it is no such answer,
  ///   or longer than is taken.
  mutating func take(_ bytes: [UInt8]) -> [[UInt8]]? {
    pending += bytes
    var lines: [[UInt8]] = []
    while true {
      switch place {
      case .head:
        guard let end = find([13, 10, 13, 10]) else { return within(lines) }
        let head = String(decoding: pending[..<end], as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 200"), head.lowercased().contains("chunked") else {
          return nil
        }
        pending.removeFirst(end + 4)
        place = .size
      case .size:
        guard let end = find([13, 10]) else { return within(lines) }
        let text = String(
          decoding: pending[..<end].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
        guard let size = Int(text, radix: 16), size > 0 else { return nil }
        pending.removeFirst(end + 2)
        place = .data(size)
      case .data(let size):
        guard !pending.isEmpty else { return within(lines) }
        let part = pending.prefix(size)
        for byte in part {
          if byte == UInt8(ascii: "\n") {
            lines.append(line)
            line = []
          } else {
            line.append(byte)
          }
        }
        pending.removeFirst(part.count)
        place = part.count == size ? .end : .data(size - part.count)
      case .end:
        guard pending.count >= 2 else { return within(lines) }
        pending.removeFirst(2)
        place = .size
      }
    }
  }

  private func within(_ lines: [[UInt8]]) -> [[UInt8]]? {
    line.count <= limitBytes && pending.count <= limitBytes ? lines : nil
  }

  private func find(_ end: [UInt8]) -> Int? {
    guard pending.count >= end.count else { return nil }
    return (0...(pending.count - end.count)).first { pending[$0...].starts(with: end) }
  }
}
