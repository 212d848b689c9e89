/// Filters of Ansible on network addresses.
extension Filters {
  static let addressTable: [NamedFilter] = [
    address("ipaddr", version: nil), address("ipv4", version: 4), address("ipv6", version: 6),
    .init(
      "ipwrap",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("ipwrap", [], arguments)
        let text = try run.text(arguments.value)
        guard let found = InternetAddress(text), found.isVersion6 else { return arguments.value }
        return .string(
          "[" + found.text(found.bits) + "]" + (found.hasPrefix ? "/\(found.prefix)" : ""))
      }
    ),
  ]

  private static func address(_ name: String, version: Int?) -> NamedFilter {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind(name, ["query"], arguments)
        let query = try run.text(values[0] ?? .string(""))
        switch run.reveal(arguments.value) {
        case .list, .tuple:
          var kept: [Datum] = []
          for element in try run.elements(arguments.value) {
            let answer = try self.answer(element, query, version, run)
            if case .boolean(false) = answer { continue }
            kept.append(answer)
          }
          return .list(kept)
        default: return try answer(arguments.value, query, version, run)
        }
      }
    )
  }

  /// What the query says of one address; false where it is none, or not of that sort.
  private static func answer(
    _ value: Datum, _ query: String, _ version: Int?, _ run: Run
  ) throws(TemplateError) -> Datum {
    guard let found = InternetAddress(try run.text(value)),
      version == nil || (version == 6) == found.isVersion6
    else { return .boolean(false) }
    if let index = Int128(query) { return member(index, of: found) }
    let length = "/\(found.prefix)"
    switch query {
    case "": return .string(found.text(found.bits) + (found.hasPrefix ? length : ""))
    case "bool": return .boolean(true)
    case "address", "ip":
      return found.hasPrefix && found.bits == found.network && found.prefix < found.width - 1
        ? .boolean(false) : .string(found.text(found.bits))
    case "host", "host/prefix", "address/prefix", "cidr", "gateway":
      return .string(found.text(found.bits) + length)
    case "net":
      return found.hasPrefix && found.bits == found.network
        ? .string(found.text(found.network) + length) : .boolean(false)
    case "network", "network_id": return .string(found.text(found.network))
    case "subnet", "network/prefix": return .string(found.text(found.network) + length)
    case "broadcast": return .string(found.text(found.broadcast))
    case "netmask": return .string(found.text(found.mask))
    case "hostmask", "wildcard": return .string(found.text(~found.mask & found.all))
    case "prefix": return .integer(Int64(found.prefix))
    case "size":
      // All addresses of version 6 are one more than 128 bits hold.
      let (size, isAll) = (found.broadcast - found.network).addingReportingOverflow(1)
      if isAll { return .string("340282366920938463463374607431768211456") }
      return Int64(exactly: size).map { .integer($0) } ?? .string("\(size)")
    case "first_usable", "last_usable", "range_usable": return usable(query, found)
    case "version": return .integer(found.isVersion6 ? 6 : 4)
    case "type":
      return .string(found.bits == found.network && found.hasPrefix ? "network" : "address")
    default: return try kept(found, query, run)
    }
  }

  /// Filters that keep the address as it is, or give false.
  private static func kept(
    _ found: InternetAddress, _ query: String, _ run: Run
  ) throws(TemplateError) -> Datum {
    let isKept: Bool
    switch query {
    case "ipv4": isKept = !found.isVersion6
    case "ipv6": isKept = found.isVersion6
    case "private": isKept = found.isPrivate
    case "public":
      isKept = !found.isPrivate && !found.isLoopback && !found.isMulticast && !found.isLinkLocal
    case "loopback": isKept = found.isLoopback
    case "multicast": isKept = found.isMulticast
    case "unicast": isKept = !found.isMulticast
    case "link-local": isKept = found.isLinkLocal
    default:
      guard InternetAddress(query) != nil else {
        throw run.failure(.value, Message.query(run.shown(query)))
      }
      isKept = found.isIn(query)
    }
    guard isKept else { return .boolean(false) }
    return .string(found.text(found.bits) + (found.hasPrefix ? "/\(found.prefix)" : ""))
  }

  private static func member(_ index: Int128, of found: InternetAddress) -> Datum {
    let base = Int128(truncatingIfNeeded: index < 0 ? found.broadcast : found.network)
    let wanted = UInt128(truncatingIfNeeded: base &+ (index < 0 ? index + 1 : index))
    guard wanted >= found.network, wanted <= found.broadcast else { return .boolean(false) }
    return .string(found.text(wanted) + "/\(found.prefix)")
  }

  private static func usable(_ query: String, _ found: InternetAddress) -> Datum {
    let isShort = found.prefix >= found.width - 1
    let first = found.text(isShort ? found.network : found.network + 1)
    let last = found.text(isShort || found.isVersion6 ? found.broadcast : found.broadcast - 1)
    switch query {
    case "first_usable": return .string(first)
    case "last_usable": return .string(last)
    default: return .string(first + "-" + last)
    }
  }
}

private enum Message {
  static func query(_ query: String) -> String {
    "'\(query)' is neither a query nor a network"
  }
}
