internal import ConvergeCore

/// The names of a host, from its own files.
///
/// A name server is not asked: what it says, and whether it answers, would change manifests.
struct HostName {
  /// Up to the first dot.
  let short: String?
  /// With its domain, where that is known.
  let whole: String?

  init(_ host: FactHost, _ resolver: ResolverFile) {
    guard let name = host.line("/proc/sys/kernel/hostname") ?? host.line("/etc/hostname") else {
      (short, whole) = (nil, nil)
      return
    }
    short = name.split(separator: ".").first.map(String.init) ?? name
    if name.contains(".") {
      whole = name
    } else if let canonical = Self.canonical(name, host) {
      whole = canonical
    } else {
      whole = (resolver.domain ?? resolver.search.first).map { "\(name).\($0)" } ?? name
    }
  }

  /// What follows the first dot.
  var domain: String? {
    guard let whole, let dot = whole.firstIndex(of: ".") else { return nil }
    return String(whole[whole.index(after: dot)...])
  }

  /// The first name with a dot of the first line of hosts(5) that has the name.
  private static func canonical(_ name: String, _ host: FactHost) -> String? {
    for line in host.lines("/etc/hosts", limitBytes: 16 << 20) {
      let names = words(String(line.prefix { $0 != "#" })).dropFirst()
      guard names.contains(name) else { continue }
      return names.first { $0.hasPrefix("\(name).") }
    }
    return nil
  }
}

/// resolv.conf(5).
struct ResolverFile {
  private(set) var servers: [String] = []
  private(set) var search: [String] = []
  private(set) var domain: String?

  init(_ lines: [String]) {
    for line in lines {
      let words = words(line)
      guard let keyword = words.first, words.count > 1 else { continue }
      switch keyword {
      case "nameserver": servers.append(words[1])
      // The last of the two counts.
      case "search": (search, domain) = (Array(words.dropFirst()), nil)
      case "domain": (search, domain) = ([words[1]], words[1])
      default: break
      }
    }
    search.removeAll { $0 == "." }
  }
}
