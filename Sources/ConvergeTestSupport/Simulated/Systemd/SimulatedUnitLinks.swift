internal import ConvergeCore
internal import ConvergeSystems

/// The links that enable and mask units, as systemctl(1) makes them; systemd syncs none of them.
enum SimulatedUnitLinks {
  private static let etc = "/etc/systemd/system"

  /// What GetUnitFileState says; nil where there is no such unit file.
  ///
  /// - Parameter links: those by which units want others.
  static func state(
    of name: String, _ source: SimulatedUnitSource, _ links: [String]
  ) -> String? {
    switch source {
    case .missing: return nil
    case .masked(let untilBoot): return untilBoot ? "masked-runtime" : "masked"
    case .file(let file):
      if file.id != name { return "alias" }
      let links = links.filter { lastComponent($0) == name }
      if links.contains(where: { $0.hasPrefix("/etc/") }) { return "enabled" }
      if !links.isEmpty { return "enabled-runtime" }
      if !file.wantedBy.isEmpty { return "disabled" }
      return file["Also"].isEmpty ? "static" : "indirect"
    }
  }

  /// The units that are started at boot.
  static func wanted(on machine: SimulatedHost) -> [String] {
    Set(wants(on: machine).filter { $0.hasPrefix("/etc/") }.map(lastComponent)).sorted()
  }

  static func enable(_ name: String, on machine: SimulatedHost) throws(HostError) -> [BusValue] {
    let source = SimulatedUnitSource.find(name, on: machine)
    if case .masked = source { throw error(name, "Unit file \(name) is masked.") }
    guard let file = source.file else { throw error(name, "Unit \(name) does not exist") }
    var changes: [BusValue] = []
    for target in file.wantedBy {
      let directory = "\(etc)/\(target).wants"
      let link = "\(directory)/\(name)"
      if machine.entry(link) != nil { continue }
      if machine.entry(directory) == nil {
        try machine.step("make the directory \(directory)")
        machine.putDirectory(directory, isSynced: false)
      }
      try machine.step("enable \(name)")
      machine.putLink(link, to: file.path, isSynced: false)
      changes.append(change("symlink", link, file.path))
    }
    return changes
  }

  static func disable(_ name: String, on machine: SimulatedHost) throws(HostError) -> [BusValue] {
    var changes: [BusValue] = []
    for link in links(of: name, on: machine) where link.hasPrefix("/etc/") {
      try machine.step("disable \(name)")
      machine.take(link, isSynced: false)
      changes.append(change("unlink", link, ""))
    }
    return changes
  }

  static func mask(_ name: String, on machine: SimulatedHost) throws(HostError) -> [BusValue] {
    let path = "\(etc)/\(name)"
    if let entry = machine.entry(path) {
      if entry.target == "/dev/null" { return [] }
      throw error(name, "File '\(path)' already exists")
    }
    try machine.step("mask \(name)")
    machine.putLink(path, to: "/dev/null", isSynced: false)
    return [change("symlink", path, "/dev/null")]
  }

  static func unmask(
    _ name: String, untilBoot: Bool, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue] {
    let path = "\(untilBoot ? "/run/systemd/system" : etc)/\(name)"
    guard machine.entry(path)?.target == "/dev/null" else { return [] }
    try machine.step("unmask \(name)")
    machine.take(path, isSynced: false)
    return [change("unlink", path, "")]
  }

  private static func links(of name: String, on machine: SimulatedHost) -> [String] {
    wants(on: machine).filter { lastComponent($0) == name }
  }

  /// The links by which units want others, for good or until the next boot.
  static func wants(on machine: SimulatedHost) -> [String] {
    [etc, "/run/systemd/system"].flatMap { directory in
      machine.entries(below: directory).map(\.path).filter {
        let parent = $0.split(separator: "/").dropLast().last ?? ""
        return parent.hasSuffix(".wants") || parent.hasSuffix(".requires")
      }
    }
  }

  private static func lastComponent(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  private static func change(_ type: String, _ file: String, _ target: String) -> BusValue {
    .structure([.text(type), .text(file), .text(target)])
  }

  private static func error(_ name: String, _ message: String) -> HostError {
    HostError(.failed, "call", name, because: message)
  }
}
