import Testing

@testable import ConvergeHost

@Suite struct `Lines in chunks` {
  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

  private func lines(_ parts: [String]) -> [String]? {
    var chunks = ChunkedLines(limitBytes: 64)
    var all: [String] = []
    for part in parts {
      guard let lines = chunks.take(Array(part.utf8)) else { return nil }
      all += lines.map { String(decoding: $0, as: UTF8.self) }
    }
    return all
  }

  @Test func `are the same however they arrive`() {
    let text = Self.head + "4\r\none\n\r\n7\r\ntwo\nthr\r\n3\r\nee\n\r\n"
    #expect(lines([text]) == ["one", "two", "three"])
    #expect(lines(text.map { String($0) }) == ["one", "two", "three"])
  }

  @Test(arguments: [
    "HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    head + "zz\r\n", head + "0\r\n\r\n",
    head + "100\r\n" + String(repeating: "x", count: 100), String(repeating: "x", count: 100),
  ])
  func `are refused where they are none, too long, or at an end`(text: String) {
    #expect(lines([text]) == nil)
  }
}
