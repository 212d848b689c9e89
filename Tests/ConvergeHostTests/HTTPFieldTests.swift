import Testing

@testable import ConvergeHost

@Suite struct `Fields of HTTP` {
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ])
  func `a date has three forms`(text: String) {
    #expect(HTTPDate.seconds(text) == 784_111_777)
  }

  @Test(arguments: [
    "", "GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
    "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999 08:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT GMT",
  ])
  func `what is no date gives none`(text: String) {
    #expect(HTTPDate.seconds(text) == nil)
  }

  @Test func `a wait is in seconds or until a date, from none to ten minutes`() {
    let now: Int64 = 784_111_777
    #expect(HTTPDate.retryAfter("5", nowSeconds: now) == .seconds(5))
    #expect(HTTPDate.retryAfter("601", nowSeconds: now) == .seconds(600))
    #expect(HTTPDate.retryAfter("Sun, 06 Nov 1994 08:50:00 GMT", nowSeconds: now) == .seconds(23))
    #expect(HTTPDate.retryAfter("Sun, 06 Nov 1994 08:49:00 GMT", nowSeconds: now) == .zero)
    #expect(HTTPDate.retryAfter("Sun, 06 Nov 2094 08:49:00 GMT", nowSeconds: now) == .seconds(600))
    for text in ["", "-5", "5s", "soon"] {
      #expect(HTTPDate.retryAfter(text, nowSeconds: now) == nil)
    }
  }

  @Test func `a range is sound, and only one`() {
    let range = ContentRange(["bytes 100-199/200"])
    #expect(range?.first == 100)
    #expect(range?.last == 199)
    #expect(range?.total == 200)
    #expect(ContentRange(["bytes 0-0/*"])?.total == nil)
    for fields in [
      [], ["bytes 0-1/2", "bytes 0-1/2"], ["bytes 1-0/2"], ["bytes 0-2/2"], ["bytes */2"],
      ["bytes=0-1/2"], ["bytes 0-1"], ["bytes -1/2"], ["bytes 0--1/2"], ["bytes +0-1/2"],
      ["bytes 0-99999999999999999999/2"], ["bytes 0-1/2/3"],
    ] {
      #expect(ContentRange(fields) == nil, "\(fields)")
    }
  }
}
