internal import Glibc

/// What a report says of the host that it is about.
package struct HostDescription: Sendable, Hashable {
  /// `uname -n`.
  package let name: String
  /// machine-id(5); nil where there is none.
  package let machineID: String?
  /// `ID` of os-release(5), `linux` where it is not said.
  package let osID: String
  /// `VERSION_ID` of os-release(5); nil for rolling releases.
  package let osVersion: String?

  package init(name: String, machineID: String?, osID: String, osVersion: String?) {
    self.name = name
    self.machineID = machineID
    self.osID = osID
    self.osVersion = osVersion
  }

  /// Of the host that we run on.
  package static func local() -> HostDescription {
    let release = osRelease(
      SmallFile.text("/etc/os-release") ?? SmallFile.text("/usr/lib/os-release") ?? "")
    let machineID = SmallFile.line("/etc/machine-id")
    return HostDescription(
      name: SmallFile.line("/proc/sys/kernel/hostname") ?? "localhost",
      machineID: machineID?.utf8.count == 32 ? machineID : nil,
      osID: release["ID"] ?? "linux", osVersion: release["VERSION_ID"])
  }

  /// The assignments of os-release(5), whose values may be quoted as in a shell.
  static func osRelease(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      var value = line[line.index(after: equals)...]
      if let quote = value.first, quote == "\"" || quote == "'", value.count > 1,
        value.last == quote
      {
        value = value.dropFirst().dropLast()
      }
      values[String(line[..<equals])] = String(value)
    }
    return values
  }
}
