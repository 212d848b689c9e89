internal import ConvergeCore

/// `facts.kernel`
enum KernelFact {
  static let fact = Fact(
    "kernel", "The kernel that runs.", from: "/proc/sys/kernel",
    [
      FactSpec("name", .text, "`Linux`.", from: "/proc/sys/kernel/ostype"),
      FactSpec(
        "release", .text, "As `uname -r`: `6.1.0-18-amd64`.", from: "/proc/sys/kernel/osrelease"),
      FactSpec(
        "version", .text, "The numbers that the release begins with: `6.1.0`.",
        from: "the release"),
      FactSpec("machine", .text, "As `uname -m`: `x86_64`, `aarch64`.", from: "uname(2)"),
    ]
  ) { host in
    let release = host.line("/proc/sys/kernel/osrelease")
    var version = (release ?? "").prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    while version.last == "." { version.removeLast() }
    return .record([
      "name": .text(host.line("/proc/sys/kernel/ostype") ?? "Linux"), "release": .told(release),
      "version": .told(String(version)), "machine": .told(host.host.machine.architecture),
    ])
  }
}
