internal import Glibc

/// The control group of a scope, by its path in the hierarchies of cgroups(7).
struct ControlGroup {
  /// As /proc/PID/cgroup has it.
  let path: String

  /// The group of a process, where its last part is that name; nil where it is elsewhere.
  init?(of process: pid_t, named name: String) {
    guard
      let path = Self.paths(of: process).first(where: {
        $0.utf8.split(separator: slash).last
          .map { String(Substring($0)) } == name
      })
    else { return nil }
    self.path = path
  }

  /// Whether a process is in it, or in a group below it.
  func has(_ process: pid_t) -> Bool {
    Self.paths(of: process).contains { $0 == path || $0.hasPrefix("\(path)/") }
  }

  /// Of the unified hierarchy, or of systemd's own in the older layout: lines of
  /// `NUMBER:CONTROLLERS:PATH`.
  private static func paths(of process: pid_t) -> [String] {
    let lines = SmallFile.text("/proc/\(process)/cgroup")?.split(separator: "\n") ?? []
    return lines.compactMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, fields[1].isEmpty || fields[1] == "name=systemd" else { return nil }
      return String(fields[2])
    }
  }
}

private let slash = UInt8(ascii: "/")
