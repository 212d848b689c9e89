import Testing

@testable import ConvergeReport

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (1_795_470_012, "2026-11-23T21:40:12Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
    (-1, "1969-12-31T23:59:59Z"),
  ])
  func `a moment is written and read in UTC`(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
    #expect(Timestamp(text) == Timestamp(seconds: seconds))
  }

  @Test(arguments: ["", "2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T21:40:12+01:00", "x"])
  func `what is no moment is none`(text: String) { #expect(Timestamp(text) == nil) }

  @Test(arguments: [
    (3, "just now"), (42, "42 s ago"), (720, "12 min ago"), (7200, "2 h ago"),
    (90_000, "25 h ago"), (400_000, "4 days ago"), (-5, "at 1970-01-12T13:46:45Z"),
  ])
  func `the past is told as a person would`(past: Int64, text: String) {
    let now = Timestamp(seconds: 1_000_000)
    #expect(Timestamp(seconds: 1_000_000 - past).ago(at: now) == text)
  }
}
