package import ConvergeCore
internal import ConvergeSystems
internal import Synchronization

/// `units`: unit files with what runs of them, and a systemd that knows them; `daemon_reloads`: how
/// often all units were read again.
///
/// `nginx: { state: active, enabled: true }` writes a unit file from `type`, `remains`, `reload`,
/// `install` (default true; `also` instead makes it indirect), `reads`, `rejects`, `fails`, `loops`,
/// `hangs`, `ends_after` (with `revives`, is started over then), `condition`, or takes `file`, in `directory` (default
/// `/lib/systemd/system`). `state` is what systemctl says: `active`, `inactive`, `failed`.
/// `enabled` and `masked` are `true` or `until_boot`. `changed` is the file's text after it was
/// loaded; `alias` names an alias.
package struct SimulatedUnitsPart: SimulatedPart {
  package static let keys = ["units", "daemon_reloads"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    guard key == "units" else {
      throw SimulatedCaseError("'\(key)' makes no sense in 'host'", at: node.place)
    }
    let systemd = SimulatedSystemd.running(on: machine)
    for (text, value) in try node.named() {
      try value.requireKeys([
        "file", "directory", "type", "remains", "reload", "install", "also", "reads", "rejects",
        "fails", "loops", "hangs", "ends_after", "revives", "condition", "state", "enabled",
        "masked", "changed", "alias",
      ])
      guard let unit = UnitName(text) else {
        throw SimulatedCaseError("'\(text)' is no unit's name", at: value.place)
      }
      try build(unit.description, value, systemd, on: machine)
    }
  }

  private static func build(
    _ name: String, _ value: Node, _ systemd: SimulatedSystemd, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    let path = "\(value.text("directory") ?? "/lib/systemd/system")/\(name)"
    machine.put(path, Array((value.text("file") ?? file(value)).utf8))
    if let alias = value.text("alias") { machine.putLink("/etc/systemd/system/\(alias)", to: path) }
    if let enabled = value.text("enabled"), enabled != "false" {
      let top = enabled == "until_boot" ? "/run" : "/etc"
      machine.putLink("\(top)/systemd/system/multi-user.target.wants/\(name)", to: path)
    }
    switch value.text("state") ?? "inactive" {
    case "active", "activating": systemd.start(name, on: machine)
    case "failed":
      systemd.start(name, on: machine)
      var (id, unit) = systemd.loadedUnit(name, on: machine)
      unit.fail("ended with status 1")
      systemd.keep(unit, as: id)
    case "inactive": _ = systemd.loadedUnit(name, on: machine)
    default: throw SimulatedCaseError("unknown state of a unit", at: value.place)
    }
    if let masked = value.text("masked"), masked != "false" {
      let top = masked == "until_boot" ? "/run" : "/etc"
      machine.putLink("\(top)/systemd/system/\(name)", to: "/dev/null")
      systemd.reload(on: machine)
    }
    if let changed = value.text("changed") { machine.put(path, Array(changed.utf8)) }
    systemd.runtime.withLock { runtime in
      runtime.daemonReloads = 0
      for name in runtime.units.keys {
        runtime.units[name]?.starts = 0
        runtime.units[name]?.reloads = 0
      }
    }
  }

  private static func file(_ value: Node) -> String {
    var lines = ["[Unit]"]
    lines += value.texts("reads").map { "X-Simulated-Reads=\($0)" }
    lines += value.texts("rejects").map { "X-Simulated-Rejects=\($0)" }
    lines += ["Fails", "Loops", "Hangs"].filter { value.flag($0.lowercased()) }
      .map { "X-Simulated-\($0)=yes" }
    if let after = value.text("ends_after") { lines.append("X-Simulated-Ends-After=\(after)") }
    if value.flag("revives") { lines.append("X-Simulated-Revives=yes") }
    if value.text("condition") == "false" { lines.append("X-Simulated-Condition=no") }
    lines += ["[Service]", "Type=\(value.text("type") ?? "simple")", "ExecStart=/bin/true"]
    if value.flag("remains") { lines.append("RemainAfterExit=yes") }
    if value.flag("reload") { lines.append("ExecReload=/bin/true") }
    if value.text("install") != "false", value["also"] == nil {
      lines += ["[Install]", "WantedBy=multi-user.target"]
    }
    lines += value.texts("also").map { "[Install]\nAlso=\($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    let systemd = SimulatedSystemd.running(on: machine)
    guard key == "units" else {
      let real = "\(systemd.daemonReloads)"
      return node.scalar?.text == real ? [] : ["units were read again \(real) times"]
    }
    var found: [String] = []
    for (text, value) in try node.named() {
      try value.requireKeys(["state", "enabled", "masked", "starts", "reloads", "loaded"])
      let name = UnitName(text)?.description ?? text
      let (_, unit) = systemd.loadedUnit(name, on: machine)
      let source = systemd.source(of: name, on: machine)
      let file = SimulatedUnitLinks.state(of: name, source, systemd.links(on: machine)) ?? "missing"
      let real = [
        "state": unit.activeState, "enabled": "\(file == "enabled")",
        "masked": "\(file == "masked")", "starts": "\(unit.starts)", "reloads": "\(unit.reloads)",
      ]
      for (attribute, wanted) in try value.named() where attribute != "loaded" {
        if real[attribute] != wanted.scalar?.text {
          found.append("\(name): \(attribute) is \(real[attribute] ?? "?")")
        }
      }
      for (path, content) in try value["loaded"]?.named() ?? [] {
        let loaded = (unit.loaded[path] ?? nil).map { String(decoding: $0, as: UTF8.self) }
        if loaded != content.scalar?.text {
          found.append("\(name): loaded of \(path) is \(loaded ?? "nothing")")
        }
      }
    }
    return found
  }
}
