import Testing

@testable import ConvergeBundle

@Suite struct `Times of a bundle` {
  @Test(
    arguments: [
      ("2027-01-31T12:30:59Z", 1_801_398_659), ("2027-01-31", 1_801_353_600),
      ("1970-01-01", 0), ("2024-02-29T00:00:00Z", 1_709_164_800),
    ] as [(String, Int64)])
  func `a moment is read, and written to the second`(text: String, seconds: Int64) throws {
    let time = try #require(BundleTime(text))
    #expect(time.seconds == seconds)
    #expect("\(time)".hasPrefix(text))
    #expect("\(time)".hasSuffix("Z"))
  }

  @Test(arguments: [
    "", "2027", "2027-1-31", "2027-13-01", "2023-02-29", "2027-01-31T12:30:59",
    "2027-01-31 12:30:59Z",
    "2027-01-31T12:30:59+01:00", "2027-01-31T25:00:00Z", "tomorrow", "-027-01-31",
  ])
  func `anything else is none`(text: String) { #expect(BundleTime(text) == nil) }
}
