/// Which bytes of a file an answer brings: `bytes 100-199/200` (RFC 9110, 14.4).
struct ContentRange: Equatable {
  let first: Int64
  let last: Int64
  /// Of the whole file; nil where the server does not know.
  let total: Int64?

  /// From all `Content-Range` fields of an answer; nil unless there is one, and it is sound.
  init?(_ fields: [String]) {
    guard fields.count == 1, fields[0].hasPrefix("bytes ") else { return nil }
    let parts = fields[0].dropFirst("bytes ".count).split(separator: "/")
    guard parts.count == 2 else { return nil }
    let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2, let first = Self.number(bounds[0]), let last = Self.number(bounds[1]),
      first <= last
    else { return nil }
    self.first = first
    self.last = last
    if parts[1] == "*" {
      total = nil
    } else {
      guard let total = Self.number(parts[1]), last < total else { return nil }
      self.total = total
    }
  }

  private static func number(_ digits: Substring) -> Int64? {
    digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(digits) : nil
  }
}
