internal import ConvergeCore

/// A proxy that HTTP is spoken with.
struct Proxy: Hashable, Sendable {
  let host: String
  let port: Int
  /// Never shown.
  let user: String?
  let password: String?
}

/// Which proxy the environment asks for: `http_proxy`, `https_proxy` and `no_proxy`, or the same in
/// capitals; what is written small counts first.
struct ProxyEnvironment: Sendable {
  private let variables: [String: String]

  init(_ environment: [String: String]) { variables = environment }

  /// nil: the server is asked itself.
  func proxy(for address: WebAddress) throws(HostError) -> Proxy? {
    let name = "\(address.scheme.rawValue)_proxy"
    guard let text = value(name), !isExcepted(address) else { return nil }
    guard let proxy = Self.proxy(text) else {
      // The value can hold a password.
      throw HostError(.refused, "use the proxy of", "$\(name)", because: Message.malformed)
    }
    return proxy
  }

  private func value(_ name: String) -> String? {
    let value = variables[name] ?? variables[name.uppercased()]
    return value.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `http://user:password@host:port/`, of which all but the host may be left out.
  static func proxy(_ text: String) -> Proxy? {
    var rest = Substring(text)
    if let mark = rest.firstRange(of: "://") {
      guard rest[..<mark.lowerBound].lowercased() == "http" else { return nil }
      rest = rest[mark.upperBound...]
    }
    rest = rest.prefix { $0 != "/" }
    var (user, password): (String?, String?)
    if let at = rest.lastIndex(of: "@") {
      let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = WebAddress.unescaped(parts[0])
      password = parts.count > 1 ? WebAddress.unescaped(parts[1]) : ""
      guard user != nil, password != nil else { return nil }
      rest = rest[rest.index(after: at)...]
    }
    guard let address = try? WebAddress("http://\(rest)") else { return nil }
    return Proxy(host: address.plainHost, port: address.port, user: user, password: password)
  }

  /// Whether `no_proxy` names the server: `*`, a host with all below it, a host with its port, an
  /// address, or a range of IPv4 addresses as `10.0.0.0/8`.
  private func isExcepted(_ address: WebAddress) -> Bool {
    guard let list = value("no_proxy") else { return false }
    let host = address.plainHost
    return list.split { $0 == "," || $0 == " " }.contains { entry in
      if entry == "*" { return true }
      if let slash = entry.firstIndex(of: "/") {
        return Self.isIn(host, entry[..<slash], bits: entry[entry.index(after: slash)...])
      }
      var name = entry.lowercased()
      let colons = name.filter { $0 == ":" }.count
      if name.hasPrefix("[") || colons == 1 {
        guard let named = try? WebAddress("http://\(name)") else { return false }
        if colons == 1 || name.contains("]:"), named.port != address.port { return false }
        name = named.plainHost
      }
      if name.hasPrefix("*.") { name.removeFirst() }
      return host == name || host == name.drop { $0 == "." }
        || host.hasSuffix(name.hasPrefix(".") ? name : ".\(name)")
    }
  }

  private static func isIn(_ host: String, _ network: Substring, bits: Substring) -> Bool {
    guard let address = number(Substring(host)), let network = number(network),
      let bits = Int(bits), (0...32).contains(bits)
    else { return false }
    return bits == 0 || (address ^ network) >> UInt32(32 - bits) == 0
  }

  /// An IPv4 address as a number.
  private static func number(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    return parts.reduce(UInt32?(0)) { sum, part in
      guard let sum, let byte = UInt8(part) else { return nil }
      return sum << 8 | UInt32(byte)
    }
  }
}

private enum Message {
  static let malformed =
    "it must be 'http://HOST:PORT', with 'USER:PASSWORD@' where it asks for one"
}
