/// A URL of the web, `http` or `https` (RFC 3986, RFC 9110 4.2).
///
/// What it says of itself leaves the query out, which can be a token; there never is a user or a
/// password in it, nor a fragment. What must not stand in a URL is written with `%`, so that
/// everybody who reads `text` reads the same.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  package enum Scheme: String, Sendable { case http, https }

  package let scheme: Scheme
  /// In lower case; an IPv6 address in brackets.
  package let host: String
  package let port: Int
  /// Begins with a slash, without `.` and `..`.
  package let path: String
  private let query: String?

  private static let limitBytes = 8192

  /// Reads a URL.
  package init(_ text: String) throws(WebAddressProblem) {
    let parts = try Parts(text, limitBytes: Self.limitBytes)
    guard let name = parts.scheme else { throw .relative }
    guard let scheme = Scheme(rawValue: name.lowercased()) else { throw .scheme(name) }
    guard let authority = parts.authority else { throw .host }
    (host, port) = try Self.hostAndPort(authority, scheme)
    self.scheme = scheme
    path = try Self.normalised(parts.path)
    query = try parts.query.map { (query) throws(WebAddressProblem) in try Self.encoded(query) }
  }

  private init(_ other: WebAddress, path: String, query: String?) {
    scheme = other.scheme
    host = other.host
    port = other.port
    self.path = path
    self.query = query
  }

  /// The whole of it, for whoever asks the server.
  package var text: String { query.map { "\(description)?\($0)" } ?? description }

  /// Without the query.
  package var description: String { "\(scheme.rawValue)://\(authority)\(path)" }

  /// The host, and the port unless it is the scheme's own.
  package var authority: String { port == scheme.port ? host : "\(host):\(port)" }

  /// The host, an IPv6 address without its brackets.
  package var plainHost: String {
    host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }

  /// What a server is asked for: the path and the query.
  package var target: String { query.map { "\(path)?\($0)" } ?? path }

  /// Text with `%` resolved; nil where that is not UTF-8.
  package static func unescaped(_ text: Substring) -> String? { decoded(text.utf8) }

  /// Whether both are of one server.
  package func isSameOrigin(as other: WebAddress) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// The last part of the path, with `%` resolved; nil where that is empty or not UTF-8.
  package var fileName: String? {
    let segment = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return segment.last.flatMap { $0.isEmpty ? nil : Self.decoded($0) }
  }

  /// What a reference means here (RFC 3986, 5.2), as in a redirection.
  package func resolving(_ reference: String) throws(WebAddressProblem) -> WebAddress {
    let parts = try Parts(reference, limitBytes: Self.limitBytes)
    if parts.scheme != nil { return try WebAddress(reference) }
    if parts.authority != nil { return try WebAddress("\(scheme.rawValue):\(reference)") }
    let newQuery = try parts.query.map { (query) throws(WebAddressProblem) in
      try Self.encoded(query)
    }
    if parts.path.isEmpty { return WebAddress(self, path: path, query: newQuery ?? query) }
    let slash = UInt8(ascii: "/")
    let directory = path.utf8.lastIndex(of: slash).map { String(path[...$0]) } ?? "/"
    let whole = parts.path.utf8.first == slash ? parts.path : Substring(directory + parts.path)
    return WebAddress(self, path: try Self.normalised(whole), query: newQuery)
  }

  private static func hostAndPort(
    _ authority: Substring, _ scheme: Scheme
  ) throws(WebAddressProblem) -> (String, Int) {
    guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .credentials }
    let bytes = Array(authority.utf8)
    let end: Int
    if bytes.first == UInt8(ascii: "[") {
      guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")), bracket > 2,
        bytes[1..<bracket].allSatisfy({ $0.isHexadecimal || $0 == 0x3A || $0 == 0x2E })
      else { throw .host }
      end = bracket + 1
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      guard (1...253).contains(end), bytes[..<end].allSatisfy(\.isOfHostName) else { throw .host }
    }
    let host = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
    guard end < bytes.count else { return (host, scheme.port) }
    let digits = bytes[(end + 1)...]
    guard bytes[end] == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy(\.isDigit) else {
      throw .port
    }
    if digits.isEmpty { return (host, scheme.port) }
    guard let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port) else {
      throw .port
    }
    return (host, port)
  }
}

extension WebAddress.Scheme {
  /// The one that is meant where none is written.
  package var port: Int { self == .http ? 80 : 443 }
}

/// What is wrong with a URL; its words never hold the URL, where secrets can stand.
package enum WebAddressProblem: Error, Sendable, Equatable {
  case relative, host, port, credentials, characters, percent, tooLong
  case scheme(Substring)

  /// Lower case, no full stop.
  package var message: String {
    switch self {
    case .relative: Message.relative
    case .scheme(let name): Message.scheme(name)
    case .host: Message.host
    case .port: Message.port
    case .credentials: Message.credentials
    case .characters: Message.characters
    case .percent: Message.percent
    case .tooLong: Message.tooLong
    }
  }
}

private enum Message {
  static let relative = "the URL must begin with 'https://' or 'http://'"
  static func scheme(_ name: Substring) -> String {
    "the URL's scheme is '\(name.prefix(20))': it must be 'https' or 'http'"
  }
  static let host =
    "the URL's host must be a name of letters, digits, '-', '_' and '.', or an address"
  static let port = "the URL's port must be a number from 1 to 65535"
  static let credentials =
    "the URL has a user name or password in it, which would be logged: take it out"
  static let characters = "the URL has a space, a backslash or a control character in it"
  static let percent = "a '%' in the URL must have two hexadecimal digits behind it"
  static let tooLong = "the URL is longer than 8192 bytes"
}
