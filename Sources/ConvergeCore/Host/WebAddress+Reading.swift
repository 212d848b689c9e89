extension WebAddress {
  /// A reference taken apart (RFC 3986, appendix B); the fragment is dropped.
  struct Parts {
    var scheme: Substring?
    var authority: Substring?
    var path: Substring
    var query: Substring?

    init(_ text: String, limitBytes: Int) throws(WebAddressProblem) {
      guard text.utf8.count <= limitBytes else { throw .tooLong }
      guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
        throw .characters
      }
      var rest = Substring(text)
      let bytes = rest.utf8
      if let end = bytes.firstIndex(where: { Self.delimiters.contains($0) }),
        bytes[end] == UInt8(ascii: ":"), bytes.first.map(\.isLetter) == true,
        bytes[..<end].allSatisfy(\.isOfScheme)
      {
        scheme = rest[..<end]
        rest = rest[bytes.index(after: end)...]
      }
      if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
      if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
        query = rest[rest.utf8.index(after: mark)...]
        rest = rest[..<mark]
      }
      if rest.utf8.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) {
        rest = rest[rest.utf8.index(rest.startIndex, offsetBy: 2)...]
        let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        authority = rest[..<end]
        rest = rest[end...]
      }
      path = rest
    }

    private static let delimiters: [UInt8] = Array(":/?#".utf8)
  }

  /// A path with what must not stand in it written with `%`, and without `.` and `..`
  /// (RFC 3986, 5.2.4).
  static func normalised(_ path: Substring) throws(WebAddressProblem) -> String {
    let slash = UInt8(ascii: "/")
    let encoded = try encoded(path)
    var segments: [Substring] = []
    let all = encoded.utf8.split(separator: slash, omittingEmptySubsequences: false)
      .map(Substring.init)
    for (index, segment) in all.enumerated() where index > 0 {
      let isLast = index == all.count - 1
      switch segment {
      case ".": if isLast { segments.append("") }
      case "..":
        _ = segments.popLast()
        if isLast { segments.append("") }
      default: segments.append(segment)
      }
    }
    return "/" + segments.joined(separator: "/")
  }

  /// Text with what must not stand in a path or query written with `%`.
  static func encoded(_ text: Substring) throws(WebAddressProblem) -> String {
    let bytes = Array(text.utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "%") {
        guard index + 2 < bytes.count, bytes[index + 1].isHexadecimal,
          bytes[index + 2].isHexadecimal
        else { throw .percent }
      } else if !byte.isOfPath {
        encoded += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
        continue
      }
      encoded.append(byte)
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Text with `%` resolved; nil where that is not UTF-8.
  static func decoded(_ text: some Collection<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = rest.popFirst()?.hexadecimalValue,
        let low = rest.popFirst()?.hexadecimalValue
      else { return nil }
      decoded.append(high << 4 | low)
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  var isHexadecimal: Bool { hexadecimalValue != nil }

  var hexadecimalValue: UInt8? {
    if isDigit { return self - 0x30 }
    return (0x61...0x66).contains(self | 0x20) ? (self | 0x20) - 0x61 + 10 : nil
  }

  /// Of a registered name, as far as names in DNS and /etc/hosts go.
  var isOfHostName: Bool { isDigit || isLetter || "-._".utf8.contains(self) }

  fileprivate var isOfScheme: Bool { isDigit || isLetter || "+-.".utf8.contains(self) }

  /// Of a path or query as it stands (RFC 3986, 3.3 and 3.4).
  fileprivate var isOfPath: Bool {
    isDigit || isLetter || "-._~!$&'()*+,;=:@/?".utf8.contains(self)
  }
}
