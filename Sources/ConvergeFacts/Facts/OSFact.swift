internal import ConvergeCore

/// `facts.os`
enum OSFact {
  private static let release = "/etc/os-release, else /usr/lib/os-release"

  static let fact = Fact(
    "os", "The distribution, as os-release(5) tells it.", from: release,
    [
      FactSpec(
        "id", .text, "`debian`, `ubuntu`, `almalinux`; `linux` where nothing says.", from: "`ID`"),
      FactSpec("name", .text, "Its name for people.", from: "`NAME`"),
      FactSpec(
        "version", .text, "`12`, `24.04`, `9.4`; null for a rolling release.",
        from: "`VERSION_ID`"),
      FactSpec("major", .integer, "The first number of the version.", from: "`VERSION_ID`"),
      FactSpec(
        "codename", .text, "`bookworm`, `noble`.",
        from: "`VERSION_CODENAME`, else the word in parentheses in `VERSION`"),
      FactSpec(
        "family", .text,
        """
        What it is kin to: `debian`, `redhat`, `suse`, `arch`, `alpine`, `gentoo`, else its own \
        id.
        """,
        from: "`ID` and `ID_LIKE`"),
      FactSpec("like", .list(.text), "The ids of what it derives from.", from: "`ID_LIKE`"),
      FactSpec(
        "architecture", .text,
        "As its packages call it: `amd64`, `arm64` for Debian and its kin, else as uname(1).",
        from: "uname(2), and which libc dpkg has installed"),
    ], read: read)

  private static func read(_ host: FactHost) -> Value {
    var lines = host.lines("/etc/os-release")
    if lines.isEmpty { lines = host.lines("/usr/lib/os-release") }
    let release = assignments(lines)
    let id = release["ID"].flatMap { $0.isEmpty ? nil : $0.lowercased() } ?? "linux"
    let like = words((release["ID_LIKE"] ?? "").lowercased())
    let family = family(of: [id] + like) ?? id
    let version = release["VERSION_ID"]
    return .record([
      "id": .text(id), "name": .told(release["NAME"]), "version": .told(version),
      "major": .told(version.flatMap { Int64($0.prefix { $0.isASCII && $0.isNumber }) }),
      "codename": .told(codename(release)), "family": .text(family),
      "like": .list(like.map(Value.text)),
      "architecture": .told(architecture(family, host)),
    ])
  }

  private static func family(of ids: [String]) -> String? {
    for id in ids {
      switch id {
      case "debian", "ubuntu": return "debian"
      case "rhel", "fedora", "centos", "amzn", "ol": return "redhat"
      case "suse", "sles", "opensuse": return "suse"
      case "arch", "alpine", "gentoo": return id
      default: if id.hasPrefix("opensuse") { return "suse" }
      }
    }
    return nil
  }

  private static func codename(_ release: [String: String]) -> String? {
    if let name = release["VERSION_CODENAME"] ?? release["UBUNTU_CODENAME"], !name.isEmpty {
      return name
    }
    guard let version = release["VERSION"], let open = version.firstIndex(of: "("),
      let close = version[open...].firstIndex(of: ")")
    else { return nil }
    // `12 (bookworm)`, but `9.4 (Plow)` and `20.04 LTS (Focal Fossa)` too.
    return version[version.index(after: open)..<close].split(separator: " ").first?.lowercased()
  }

  /// A system of 32 bits can run on a kernel of 64: its libc is what it is.
  private static func architecture(_ family: String, _ host: FactHost) -> String {
    let machine = host.host.machine.architecture
    guard family == "debian", let known = debianNames[machine] else { return machine }
    let installed = known.first { host.exists("/var/lib/dpkg/info/libc6:\($0).list") }
    return installed ?? known.first ?? machine
  }

  private static let debianNames: [String: [String]] = [
    "x86_64": ["amd64", "i386", "x32"], "i686": ["i386"], "i586": ["i386"], "i386": ["i386"],
    "aarch64": ["arm64", "armhf", "armel"], "armv7l": ["armhf", "armel"], "armv8l": ["armhf"],
    "armv6l": ["armel", "armhf"], "ppc64le": ["ppc64el"], "s390x": ["s390x"],
    "riscv64": ["riscv64"], "mips64": ["mips64el"], "loongarch64": ["loong64"],
  ]
}
