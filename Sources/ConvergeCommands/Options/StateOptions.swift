internal import ArgumentParser
internal import Glibc

/// Where converge remembers.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state-dir"),
    help: ArgumentHelp(
      "Where converge remembers; default: /var/lib/converge as root, else $XDG_STATE_HOME/converge.",
      valueName: "directory"))
  var directory: String?

  /// Absolute where the environment is; `~/.local/state` is the default of the XDG base directory
  /// specification.
  var path: String {
    if let directory { return directory }
    if geteuid() == 0 { return "/var/lib/converge" }
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let state = variable("XDG_STATE_HOME") { return "\(state)/converge" }
    return "\(variable("HOME") ?? "/")/.local/state/converge"
  }
}
