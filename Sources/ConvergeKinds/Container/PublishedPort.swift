/// A port of a container published on the host, in one normal form.
struct PublishedPort: Hashable, CustomStringConvertible {
  /// Empty: all addresses.
  let address: String
  /// nil: any free one.
  let hostPort: UInt16?
  let containerPort: UInt16
  /// `tcp`, `udp` or `sctp`.
  let transport: String

  init(address: String, hostPort: UInt16?, containerPort: UInt16, transport: String) {
    self.address = address == "0.0.0.0" || address == "::" ? "" : address
    self.hostPort = hostPort
    self.containerPort = containerPort
    self.transport = transport
  }

  var description: String {
    let host = hostPort.map { "\($0)" } ?? ""
    let ip = address.isEmpty ? "" : (address.contains(":") ? "[\(address)]:" : "\(address):")
    return "\(ip)\(host):\(containerPort)/\(transport)"
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

  private static func range(_ text: Substring) -> [UInt16]? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard let first = ends.first, let low = first, ends.count <= 2, low > 0 else { return nil }
    guard ends.count == 2 else { return [low] }
    guard let high = ends[1], high >= low else { return nil }
    return Array(low...high)
  }
}

/// A volume or a bind mount in Compose's short form, normalised.
struct MountedVolume: CustomStringConvertible {
  /// A host's path, or a volume's name.
  let source: String
  let target: String
  /// Sorted; `rw`, the default, is left out.
  let options: [String]

  /// - Returns: nil for a form that the engine would refuse, and for an anonymous volume.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), !parts[0].isEmpty, parts[1].hasPrefix("/") else {
      return nil
    }
    self.init(
      source: parts[0], target: parts[1],
      options: parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : [])
  }

  init(source: String, target: String, options: [String]) {
    self.source = source
    self.target = target
    self.options = options.filter { $0 != "rw" }.sorted()
  }

  var description: String {
    "\(source):\(target)" + (options.isEmpty ? "" : ":" + options.joined(separator: ","))
  }
}
