package import ConvergeCore
internal import ConvergeSignatures

/// The signature of a request for a blob, "Authorize with Shared Key" for the blob service, version
/// 2009-09-19 and later.
package enum SharedKey {
  /// Of the service; from 2015-02-21 on, an empty body has an empty length in what is signed.
  package static let version = "2021-08-06"

  /// The fields that have a GET of `address` authorised.
  ///
  /// - Parameter date: of the request, as HTTP writes it (RFC 9110, 5.6.7).
  package static func headers(
    for address: WebAddress, of account: StorageAccount, at date: String
  ) -> [(name: String, value: String)] {
    let signature = Digest(
      of: Array(text(for: address, of: account.name, at: date).utf8), keyedWith: account.key)
    return [
      ("x-ms-date", date), ("x-ms-version", version),
      ("Authorization", "SharedKey \(account.name):\(base64(of: signature))"),
    ]
  }

  /// What is signed: the verb, eleven standard fields, all of them empty, the service's own fields,
  /// and what is asked for.
  package static func text(
    for address: WebAddress, of account: String, at date: String
  ) -> String {
    let fields = ["GET"] + Array(repeating: "", count: 11)
    let own = ["x-ms-date:\(date)", "x-ms-version:\(version)"]
    return (fields + own + ["/\(account)\(address.path)"]).joined(separator: "\n")
      + query(of: address)
  }

  /// Each parameter of the query in a line of its own, in the order of their names.
  private static func query(of address: WebAddress) -> String {
    guard let mark = address.text.firstIndex(of: "?") else { return "" }
    var values: [String: [String]] = [:]
    let query = address.text[address.text.index(after: mark)...]
    for part in query.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = WebAddress.unescaped(pair[0]) ?? String(pair[0])
      let value = pair.count > 1 ? WebAddress.unescaped(pair[1]) ?? String(pair[1]) : ""
      values[name.lowercased(), default: []].append(value)
    }
    return values.keys.sorted().map { name in
      "\n\(name):\(values[name, default: []].sorted().joined(separator: ","))"
    }.joined()
  }

  /// From `hmac:` and hexadecimal digits.
  private static func base64(of digest: Digest) -> String {
    let digits = digest.description.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()
      .map { $0 < 0x60 ? $0 - 0x30 : $0 - 0x61 + 10 }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    let text = Base64Text.encodedWithoutPadding(bytes)
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  /// A moment as HTTP writes it: `Thu, 26 Nov 2026 06:32:02 GMT`.
  package static func date(_ instant: HostInstant) -> String {
    let text = timestamp(instant)
    let parts = text.split { "-T:Z".contains($0) }.map(String.init)
    let days = Int((Double(instant.wallNanoseconds) / 86_400e9).rounded(.down))
    // The first of January 1970 was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((days % 7) + 7) % 7]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard parts.count == 6, let month = Int(parts[1]), (1...12).contains(month) else { return text }
    return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) "
      + "\(parts[3]):\(parts[4]):\(parts[5]) GMT"
  }
}
