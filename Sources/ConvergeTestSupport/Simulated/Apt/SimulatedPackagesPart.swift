package import ConvergeCore

/// `repository`, `packages`, `lists` and `dpkg_lock`: an apt with what it can install, what dpkg has.
///
/// - `repository: { nginx: { "1.0": { depends, recommends, conflicts, provides, files, conffiles,
///   starts, postinst: fails, needs: /path, essential, lost, recent, priority, takes } } }`; a list
///   of versions where they have nothing to say. `recent` is only in refreshed lists, `lost` not on
///   the mirror.
/// - `packages: { nginx: "1.0" }`, or `{ version, hold, automatic, status, reinstall }`, in `after:` also
///   `absent`. What is installed has the files of its version.
/// - `lists: { age: 3d, silent: true }`; in `after:` `{ updates: 1 }`.
/// - `dpkg_lock: { process, command, for, path }`.
package struct SimulatedPackagesPart: SimulatedPart {
  package static let keys = ["repository", "packages", "lists", "dpkg_lock"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    let repository = SimulatedRepository.of(machine)
    switch key {
    case "repository":
      for (name, versions) in try node.named() {
        for (version, value) in try versions.named() {
          repository.add(try read(name, version, value))
        }
      }
    case "packages":
      for (name, value) in try node.named() { try install(name, value, on: machine) }
    case "lists":
      try node.requireKeys(["age", "silent"])
      if node.flag("silent") { repository.goSilent() }
      if node.text("age") == "none" {
        machine.take("/var/lib/apt/lists/mirror_Packages")
      } else if let age = node.text("age").flatMap(Duration.init(quantity:)) {
        machine.advance(by: age)
      }
    default:
      try node.requireKeys(["process", "command", "for", "path"])
      SimulatedLock.hold(
        node.text("path") ?? "/var/lib/dpkg/lock-frontend", by: node.integer("process") ?? 4711,
        node.text("command") ?? "apt-get upgrade",
        for: node.text("for").flatMap(Duration.init(quantity:)) ?? .seconds(20), on: machine)
    }
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    switch key {
    case "packages": break
    case "lists":
      let real = SimulatedRepository.of(machine).updates
      let wanted = node.integer("updates") ?? 0
      return real == wanted ? [] : ["lists: refreshed \(real) times, not \(wanted)"]
    default: throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: node.place)
    }
    let database = SimulatedDpkgDatabase.read(on: machine)
    let automatic = SimulatedDpkgDatabase.automatic(on: machine)
    var found: [String] = []
    for (name, value) in try node.named() {
      let entry = database[name]
      var wanted: [(String, String)] = []
      if let text = value.scalar?.text {
        wanted = text == "absent" ? [("status", "not-installed")] : [("version", text)]
        if text != "absent" { wanted.append(("status", "installed")) }
      }
      for entry in value.mapping ?? [] {
        wanted.append((entry.key.scalar?.text ?? "", entry.value.scalar?.text ?? ""))
      }
      for (key, text) in wanted {
        let real =
          switch key {
          case "version": entry?.version ?? "(none)"
          case "hold": "\(entry?.selection == "hold")"
          case "automatic": "\(automatic.contains(name))"
          default: entry?.condition ?? "not-installed"
          }
        if real != text { found.append("package \(name): \(key) is \(real), not \(text)") }
      }
    }
    return found
  }

  private static func read(
    _ name: String, _ version: String, _ value: Node
  ) throws(SimulatedCaseError) -> SimulatedPackage {
    try value.requireKeys([
      "depends", "recommends", "conflicts", "provides", "files", "conffiles", "starts", "postinst",
      "needs", "essential", "lost", "recent", "priority", "takes",
    ])
    var package = SimulatedPackage(name, version)
    package.depends = value.texts("depends")
    package.recommends = value.texts("recommends")
    package.conflicts = value.texts("conflicts")
    package.provides = value.texts("provides")
    for (path, content) in try value["files"]?.named() ?? [] {
      package.files.append((path, content.scalar?.text ?? ""))
    }
    for (path, content) in try value["conffiles"]?.named() ?? [] {
      package.conffiles.append((path, content.scalar?.text ?? ""))
    }
    package.starts = value.text("starts")
    if value.text("postinst") == "fails" { package.script = .fails }
    if let path = value.text("needs") { package.script = .needs(path) }
    package.isEssential = value.flag("essential")
    package.isLost = value.flag("lost")
    package.isRecent = value.flag("recent")
    package.priority = value.integer("priority") ?? 500
    package.takes = value.text("takes").flatMap(Duration.init(quantity:)) ?? .zero
    return package
  }

  private static func install(
    _ name: String, _ value: Node, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    if value.scalar == nil {
      try value.requireKeys(["version", "hold", "automatic", "status", "reinstall"])
    }
    let version = value.scalar?.text ?? value.text("version") ?? "1.0"
    var entry = SimulatedDpkgDatabase.Entry(name: name, version: version)
    entry.condition = value.text("status") ?? "installed"
    if entry.condition == "half-installed" { entry.flag = "reinstreq" }
    if value.flag("reinstall") { entry.flag = "reinstreq" }
    entry.selection = value.flag("hold") ? "hold" : entry.isThere ? "install" : "deinstall"
    var database = SimulatedDpkgDatabase.read(on: machine)
    database[name] = entry
    machine.put("/var/lib/dpkg/status", Array(database.text.utf8))
    if value.flag("automatic") {
      let names = SimulatedDpkgDatabase.automatic(on: machine) + [name]
      machine.put(
        SimulatedDpkgDatabase.automaticPath,
        Array(SimulatedDpkgDatabase.automaticText(names).utf8))
    }
    let package = SimulatedRepository.of(machine).package(name, version)
    for (path, content) in (package?.conffiles ?? []) + (entry.isThere ? package?.files ?? [] : [])
    where machine.entry(path) == nil {
      machine.put(path, Array(content.utf8))
    }
  }
}
