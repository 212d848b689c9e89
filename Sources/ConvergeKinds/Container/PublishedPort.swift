/// A port of a container published on the host, in one normal form.
struct PublishedPort: Hashable, CustomStringConvertible {
  /// Empty: all addresses. `0.0.0.0` and `::` are those of one family alone.
  let address: String
  /// nil: any free one.
  let hostPort: UInt16?
  let containerPort: UInt16
  /// `tcp`, `udp` or `sctp`.
  let transport: String

  init(address: String, hostPort: UInt16?, containerPort: UInt16, transport: String) {
    self.address = address
    self.hostPort = hostPort
    self.containerPort = containerPort
    self.transport = transport
  }

  var description: String {
    let ip = address.isEmpty ? "" : (address.contains(":") ? "[\(address)]:" : "\(address):")
    let host = hostPort.map { "\($0):" } ?? (address.isEmpty ? "" : ":")
    return "\(ip)\(host)\(containerPort)/\(transport)"
  }

  /// Reads Compose's short form: `80`, `8080:80`, `127.0.0.1:8080:80/udp`, `[::1]:80:80`,
  /// `8000-8002:8000-8002`.
  static func expanded(_ text: String) -> [PublishedPort]? {
    var rest = Substring(text)
    var transport = "tcp"
    if let slash = rest.lastIndex(of: "/") {
      transport = String(rest[rest.index(after: slash)...])
      rest = rest[..<slash]
    }
    guard ["tcp", "udp", "sctp"].contains(transport) else { return nil }
    var address = ""
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      address = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
      guard rest.hasPrefix(":") else { return nil }
      rest = rest.dropFirst()
    }
    var parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 3, address.isEmpty { address = String(parts.removeFirst()) }
    guard isAddress(address) else { return nil }
    guard (1...2).contains(parts.count), let containers = range(parts[parts.count - 1]) else {
      return nil
    }
    let host = parts.count == 2 && !parts[0].isEmpty ? range(parts[0]) : nil
    if parts.count == 2, !parts[0].isEmpty, host == nil { return nil }
    if let host, host.count != containers.count { return nil }
    return containers.enumerated().map { offset, port in
      PublishedPort(
        address: address, hostPort: host.map { $0[$0.startIndex + offset] }, containerPort: port,
        transport: transport)
    }
  }

  /// Whether the engine could bind to it: nothing, four numbers, or what looks like IPv6.
  private static func isAddress(_ text: String) -> Bool {
    if text.isEmpty { return true }
    if text.contains(":") { return text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// What no other port of a container may have, too; nil where the engine chooses.
  var claim: String? {
    hostPort.map { address.isEmpty ? "\($0)/\(transport)" : "\(address):\($0)/\(transport)" }
  }

  private static func range(_ text: Substring) -> [UInt16]? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard let first = ends.first, let low = first, ends.count <= 2, low > 0 else { return nil }
    guard ends.count == 2 else { return [low] }
    guard let high = ends[1], high >= low else { return nil }
    return Array(low...high)
  }
}
