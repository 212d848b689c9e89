internal import ConvergeCore
internal import ConvergeReport
internal import Glibc

extension HostReport {
  /// The host that we run on: its node name, its machine id and its system.
  init(of host: Host) {
    self.init()
    var system = utsname()
    if uname(&system) == 0 {
      name = withUnsafeBytes(of: system.nodename) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    machineID = text(of: "/etc/machine-id", host)?.split(separator: "\n").first.map(String.init)
    os = text(of: "/etc/os-release", host).map(systemName)
  }
}

private func text(of path: String, _ host: Host) -> String? {
  let bytes = try? host.files.resolve(path).map { try host.files.read($0, limitBytes: 1 << 16) }
  return bytes.flatMap { String(validating: $0, as: UTF8.self) }
}

/// `debian 12`, from os-release(5).
private func systemName(_ release: String) -> String {
  func value(_ key: String) -> String? {
    for line in release.split(separator: "\n") where line.hasPrefix("\(key)=") {
      return line.dropFirst(key.count + 1).filter { $0 != "\"" && $0 != "'" }
    }
    return nil
  }
  return [value("ID"), value("VERSION_ID")].compactMap(\.self).joined(separator: " ")
}
