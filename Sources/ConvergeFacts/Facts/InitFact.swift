internal import ConvergeCore

/// `facts.init`
enum InitFact {
  static let fact = Fact(
    "init", "What was started first, and starts the services.", from: "/run and /proc",
    [
      FactSpec(
        "name", .text, "`systemd`, `openrc`, or what process 1 is called.",
        from: "/run/systemd/system (sd_booted(3)), /run/openrc, /proc/1/comm")
    ]
  ) { host in
    let name =
      if host.exists("/run/systemd/system") {
        "systemd"
      } else if host.exists("/run/openrc") {
        "openrc"
      } else {
        host.line("/proc/1/comm")
      }
    return .record(["name": .told(name)])
  }
}
