internal import ConvergeCore

/// `facts.packages`
enum PackagesFact {
  /// Where several are there, the first is the distribution's own.
  private static let managers: [(name: String, programs: [String])] = [
    ("apt", ["/usr/bin/apt-get"]), ("dnf", ["/usr/bin/dnf", "/usr/bin/dnf5"]),
    ("microdnf", ["/usr/bin/microdnf"]), ("tdnf", ["/usr/bin/tdnf"]), ("yum", ["/usr/bin/yum"]),
    ("zypper", ["/usr/bin/zypper"]), ("pacman", ["/usr/bin/pacman"]),
    ("apk", ["/sbin/apk", "/usr/sbin/apk", "/usr/bin/apk"]), ("xbps", ["/usr/bin/xbps-install"]),
    ("portage", ["/usr/bin/emerge"]), ("nix", ["/run/current-system/sw/bin/nix-env"]),
  ]

  static let fact = Fact(
    "packages", "How packages come to the host.", from: "which programs are there",
    [
      FactSpec(
        "manager", .text,
        """
        \(managers.map { "`\($0.name)`" }.joined(separator: ", ")); null where none of them is \
        there.
        """,
        from: "the manager's program in /usr/bin")
    ]
  ) { host in
    let manager = managers.first { $0.programs.contains(where: host.exists) }
    return .record(["manager": .told(manager?.name)])
  }
}
