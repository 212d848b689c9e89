internal import ConvergeCore

/// `facts.network`
enum NetworkFact {
  private static let address: [FactSpec] = [
    FactSpec("address", .text, "`192.0.2.7`, `fd00::7`.", from: "getifaddrs(3)"),
    FactSpec(
      "prefix_length", .integer, unit: "bits", "How much of it is the network's.",
      from: "getifaddrs(3)"),
    FactSpec("family", .text, "`ipv4` or `ipv6`.", from: "the address"),
    FactSpec(
      "scope", .text, "`global`, `link` (169.254.0.0/16, fe80::/10), or `host` (127.0.0.0/8, ::1).",
      from: "the address"),
  ]

  private static let interface: [FactSpec] = [
    FactSpec(
      "mac", .text, "Its hardware address; null where it has none.",
      from: "/sys/class/net/…/address"),
    FactSpec("mtu", .integer, unit: "bytes", "The longest packet.", from: "/sys/class/net/…/mtu"),
    FactSpec("state", .text, "`up`, `down`, `unknown`.", from: "/sys/class/net/…/operstate"),
    FactSpec("addresses", .list(.record(address)), "Its addresses.", from: "getifaddrs(3)"),
  ]

  private static func route(_ source: String) -> [FactSpec] {
    [
      FactSpec("interface", .text, "Which way it leads.", from: source),
      FactSpec("gateway", .text, "Over whom; null where the way needs nobody.", from: source),
      FactSpec(
        "address", .text, "The first global address of that interface: the host's main one.",
        from: "getifaddrs(3)"),
    ]
  }

  static let fact = Fact(
    "network", "Names, interfaces, routes and resolvers. No name server is asked.",
    from:
      """
      /proc/sys/kernel/hostname, /etc/hosts, /etc/resolv.conf, getifaddrs(3), /sys/class/net, \
      /proc/self/net
      """,
    [
      FactSpec(
        "hostname", .text, "Up to the first dot.", from: "/proc/sys/kernel/hostname"),
      FactSpec(
        "fqdn", .text, "The whole name; the hostname where nothing says more.",
        from:
          """
          the hostname if it has a dot, its canonical name in /etc/hosts, or with `domain` or \
          the first `search` of /etc/resolv.conf
          """
      ),
      FactSpec("domain", .text, "What follows the fqdn's first dot.", from: "the fqdn"),
      FactSpec(
        "interfaces", .mapping(example: "eth0", .record(interface)), "By name.",
        from: "/proc/self/net/dev"),
      FactSpec(
        "default_route", .record(route("/proc/self/net/route")),
        "The IPv4 way to everywhere else, the one with the lowest metric.",
        from: "/proc/self/net/route"),
      FactSpec(
        "default_route6", .record(route("/proc/self/net/ipv6_route")),
        "The IPv6 way to everywhere else, the one with the lowest metric.",
        from: "/proc/self/net/ipv6_route"),
      FactSpec(
        "resolvers", .list(.text), "Addresses of name servers.",
        from: "`nameserver` in /etc/resolv.conf"),
      FactSpec(
        "search", .list(.text), "Domains that short names are tried in.",
        from: "the last `search` or `domain` in /etc/resolv.conf"),
    ], read: read)

  private static func read(_ host: FactHost) -> Value {
    let resolver = ResolverFile(host.lines("/etc/resolv.conf"))
    let name = HostName(host, resolver)
    let addresses = Dictionary(
      grouping: (try? host.host.machine.addresses()) ?? [], by: \.interface)
    let routes = DefaultRoutes(host)
    return .record([
      "hostname": .told(name.short), "fqdn": .told(name.whole), "domain": .told(name.domain),
      "interfaces": .mapping(
        names(host).map { Value.Member($0, interface($0, addresses[$0] ?? [], host)) }),
      "default_route": value(routes.ipv4, "ipv4", addresses),
      "default_route6": value(routes.ipv6, "ipv6", addresses),
      "resolvers": .list(resolver.servers.map(Value.text)),
      "search": .list(resolver.search.map(Value.text)),
    ])
  }

  /// After two lines of headings, `  eth0: 1234 …`.
  private static func names(_ host: FactHost) -> [String] {
    let lines = host.lines("/proc/self/net/dev", limitBytes: 4 << 20).dropFirst(2)
    var names: [String] = []
    for line in lines {
      guard let place = line.lastIndex(of: ":") else { continue }
      let name = trimmed(line[..<place])
      if !name.isEmpty, !name.contains("/") { names.append(name) }
    }
    return Set(names).sorted()
  }

  private static func interface(
    _ name: String, _ addresses: [InterfaceAddress], _ host: FactHost
  ) -> Value {
    let folder = "/sys/class/net/\(name)"
    let mac = host.line("\(folder)/address")
    let hasMac = mac?.contains { $0 != "0" && $0 != ":" } == true
    return .record([
      "mac": .told(hasMac ? mac : nil), "mtu": .told(host.integer("\(folder)/mtu")),
      "state": .told(host.line("\(folder)/operstate")),
      "addresses": .list(
        addresses.compactMap { entry in
          IPAddress(entry.bytes).map { address in
            .record([
              "address": .text(address.text), "prefix_length": .integer(Int64(entry.prefixLength)),
              "family": .text(address.family), "scope": .text(address.scope),
            ])
          }
        }),
    ])
  }

  private static func value(
    _ route: DefaultRoutes.Route?, _ family: String, _ addresses: [String: [InterfaceAddress]]
  ) -> Value {
    guard let route else { return .null }
    let own = (addresses[route.interface] ?? []).compactMap { IPAddress($0.bytes) }
    let main = own.first { $0.family == family && $0.scope == "global" }
    return .record([
      "interface": .text(route.interface), "gateway": .told(route.gateway),
      "address": .told(main?.text),
    ])
  }
}
