/// What a process's control groups say of where it belongs: systemd.slice(5), and the ways of
/// container engines.
struct ControlGroupNames: Equatable {
  var unit: String?
  var container: String?

  /// - Parameter text: `/proc/PID/cgroup`, cgroups(7).
  init(_ text: String) {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let controllers = String(Substring(parts[1]))
      guard controllers.isEmpty || controllers == "name=systemd" || container == nil else {
        continue
      }
      let names = parts[2].split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
      if container == nil { container = names.lazy.compactMap(Self.containerID).last }
      guard controllers.isEmpty || controllers == "name=systemd" else { continue }
      if let found = names.last(where: Self.isUnit), unit == nil { unit = found }
    }
  }

  private static func isUnit(_ name: String) -> Bool {
    name.hasSuffix(".service") || name.hasSuffix(".scope") || name.hasSuffix(".socket")
      || name.hasSuffix(".mount") || name.hasSuffix(".swap")
  }

  /// `docker-ID.scope`, `libpod-ID.scope`, or the id itself.
  private static func containerID(_ name: String) -> String? {
    var text = name[...]
    if text.hasSuffix(".scope") { text = text.dropLast(6) }
    if let dash = text.lastIndex(of: "-") { text = text[text.index(after: dash)...] }
    let isID =
      text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    return isID ? String(text) : nil
  }
}
