internal import ConvergeCore

/// `facts.time`
enum TimeFact {
  static let fact = Fact(
    "time",
    """
    The time zone, and since when the host runs. What time it is, no fact tells: nothing that \
    uses it would ever converge.
    """,
    from: "/etc/localtime and /proc/stat",
    [
      FactSpec(
        "zone", .text, "`Europe/Berlin`; `UTC` where nothing is set.",
        from: "what /etc/localtime links to, else /etc/timezone"),
      FactSpec(
        "boot", .text, "When it started: `2026-11-23T20:00:00Z`.", from: "`btime` in /proc/stat"),
      FactSpec(
        "boot_seconds", .integer, unit: "seconds since 1970", "The same as a number.",
        from: "`btime` in /proc/stat"),
    ]
  ) { host in
    var boot: Int64?
    // A line for each processor, and one with a number for each interrupt.
    for line in host.lines("/proc/stat", limitBytes: 16 << 20) where line.hasPrefix("btime ") {
      boot = Int64(trimmed(line.dropFirst(6)))
    }
    let moment = product(boot, 1_000_000_000).map {
      timestamp(HostInstant(wallNanoseconds: $0, monotonicNanoseconds: 0))
    }
    return .record([
      "zone": .text(zone(host)), "boot": .told(moment), "boot_seconds": .told(boot),
    ])
  }

  /// As localtime(5) says.
  private static func zone(_ host: FactHost) -> String {
    let folder = "zoneinfo/"
    if let target = try? host.host.files.target(ofLink: "/etc/localtime"),
      let place = target.range(of: folder)
    {
      let name = target[place.upperBound...]
      if !name.isEmpty { return String(name) }
    }
    return host.line("/etc/timezone") ?? "UTC"
  }
}

extension String {
  /// Where `part` stands in it first.
  fileprivate func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
