import ConvergeCore
import Testing

@Suite struct QuantitiesTests {
  @Test func `no duration is longer than a hundred years`() {
    #expect(Duration(quantity: "36500d") == .seconds(36_500 * 86_400))
    for text in ["36501d", "36500d1ms", "999999999999h", "999999999999d"] {
      #expect(Duration(quantity: text) == nil)
    }
  }

  @Test func `delays grow to an hour, and one that is longer stays`() {
    var retry = CommonAttributes.Retry()
    retry.delay = .seconds(10)
    retry.backoff = 3
    #expect(
      (1...4).map { retry.delay(afterAttempts: $0) } == [10, 30, 90, 270].map { .seconds($0) })
    retry.backoff = 100
    #expect(retry.delay(afterAttempts: 1_000) == .seconds(3600))
    retry.delay = .seconds(7200)
    #expect(retry.delay(afterAttempts: 1_000) == .seconds(7200))
    retry.delay = .zero
    #expect(retry.delay(afterAttempts: 1_000) == .zero)
  }

  @Test(
    arguments: [
      ("250ms", .milliseconds(250)), ("10s", .seconds(10)), ("5m", .seconds(300)),
      ("1h30m", .seconds(5400)), ("2d", .seconds(172_800)), ("0s", .zero),
    ] as [(String, Duration)])
  func `a duration is read`(text: String, expected: Duration) {
    #expect(Duration(quantity: text) == expected)
  }

  @Test(arguments: ["", "10", "s", "1m1h", "1.5s", "-1s", "1 s", "10S", "999999999999d"])
  func `what is no duration is refused`(text: String) {
    #expect(Duration(quantity: text) == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("512", 512), ("512K", 524_288), ("64M", 67_108_864), ("2G", 2_147_483_648),
      ("64m", 67_108_864), ("1KiB", 1024),
    ] as [(String, Int64)])
  func `a size is read in powers of 1024`(text: String, expected: Int64) {
    #expect(byteCount(quantity: text) == expected)
  }

  @Test(arguments: ["", "M", "1.5M", "-1", "1X", "99999999999G"])
  func `what is no size is refused`(text: String) {
    #expect(byteCount(quantity: text) == nil)
  }
}
