/// Where metrics are served.
package enum MetricsAddress: Sendable, Equatable {
  /// An address in digits, without brackets.
  case tcp(host: String, port: UInt16)
  /// An absolute path.
  case unix(String)

  /// Reads `127.0.0.1:9598`, `[::1]:9598`, `localhost:9598`, `9598`, `unix:/run/converge/metrics`.
  /// Without a host this machine alone can reach it; whoever wants others to, writes their side's
  /// address, as `0.0.0.0:9598`. nil for anything else.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") || text.hasPrefix("/") {
      let path = text.hasPrefix("unix:") ? String(text.dropFirst(5)) : text
      guard path.hasPrefix("/"), path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
      self = .unix(path)
      return
    }
    let colon = text.lastIndex(of: ":")
    guard let port = UInt16(colon.map { text[text.index(after: $0)...] } ?? text[...]), port > 0
    else { return nil }
    var host = colon.map { String(text[..<$0]) } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
        return nil
      }
    } else if host.isEmpty || host == "localhost" {
      host = "127.0.0.1"
    } else {
      let parts = host.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return nil }
    }
    self = .tcp(host: host, port: port)
  }

  /// Whether only this machine can reach it.
  package var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _): host.hasPrefix("127.") || host == "::1"
    }
  }
}
