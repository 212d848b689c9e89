import ConvergeCore
import ConvergeExtension
import Testing

/// Held against signatures that Python's `hmac` has made of the same text.
@Suite struct SharedKeyTests {
  private static let account = StorageAccount(
    name: "stores", key: Array("a secret key of thirty-two bytes".utf8))
  private static let date = "Thu, 26 Nov 2026 06:32:02 GMT"

  @Test(arguments: [
    (
      "https://stores.blob.core.windows.net/scripts/a.sh",
      "R0k5RO4rMuqZ4N5lwNO1vy+J+cA4fCbiGBhlTKpnoEA="
    ),
    (
      "https://stores.blob.core.windows.net/scripts/an%20other/b.sh?snapshot=2026&B=2&b=1",
      "EP0gw3cuLeFikYCunCTn/MKasZyYK5gJ+4/Ic7wz9l4="
    ),
  ])
  func `a request is signed as the service signs it`(url: String, expected: String) throws {
    let headers = SharedKey.headers(
      for: try WebAddress(url), of: Self.account, at: Self.date)
    #expect(headers.map(\.name) == ["x-ms-date", "x-ms-version", "Authorization"])
    #expect(headers.map(\.value) == [Self.date, "2021-08-06", "SharedKey stores:\(expected)"])
  }

  @Test func `what is signed has twelve standard lines`() throws {
    let text = SharedKey.text(
      for: try WebAddress("https://stores.blob.core.windows.net/scripts/a.sh"), of: "stores",
      at: Self.date)
    #expect(
      text == "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:\(Self.date)\nx-ms-version:2021-08-06\n"
        + "/stores/scripts/a.sh")
  }

  @Test(arguments: [
    (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"),
    (Int64(1_795_674_722), "Thu, 26 Nov 2026 06:32:02 GMT"),
    (Int64(951_782_399), "Mon, 28 Feb 2000 23:59:59 GMT"),
  ])
  func `a date is written as HTTP writes it`(seconds: Int64, expected: String) {
    let instant = HostInstant(wallNanoseconds: seconds * 1_000_000_000, monotonicNanoseconds: 0)
    #expect(SharedKey.date(instant) == expected)
  }
}
