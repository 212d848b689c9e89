internal import ConvergeCore

/// What dpkg does with packages, one step after the other, so that it can be stopped between any
/// two of them.
struct SimulatedDpkgWork {
  let machine: SimulatedHost
  let repository: SimulatedRepository
  let replacesConffiles: Bool
  var database: SimulatedDpkgDatabase
  var output = ""
  var failed: [String] = []

  init(on machine: SimulatedHost, replacesConffiles: Bool) {
    self.machine = machine
    repository = .of(machine)
    self.replacesConffiles = replacesConffiles
    database = .read(on: machine)
  }

  /// Puts a package's files there.
  mutating func unpack(_ package: SimulatedPackage) throws(HostError) {
    try machine.step("unpack \(package.name)")
    let before = database[package.name]
    var entry = SimulatedDpkgDatabase.Entry(name: package.name, version: package.version)
    // A hold stays one; dpkg only notes what it is at.
    if before?.selection == "hold" { entry.selection = "hold" }
    entry.configured = before.map { $0.configured ?? $0.version }
    entry.flag = "reinstreq"
    entry.condition = "half-installed"
    try note(entry)
    output += "Unpacking \(package.name) (\(package.version)) ...\n"
    for (path, content) in package.files { try write(path, content) }
    entry.condition = "unpacked"
    try note(entry)
    entry.flag = "ok"
    try note(entry)
    if let old = before.flatMap({ repository.package($0.name, $0.version) }) {
      for (path, _) in old.files where !package.files.contains(where: { $0.path == path }) {
        try remove(path)
      }
    }
  }

  /// Configures all that is unpacked, what others need first.
  mutating func configureAll() throws(HostError) {
    var seen: Set<String> = []
    for entry in database.present { try configure(entry.name, &seen) }
  }

  private mutating func configure(
    _ name: String, _ seen: inout Set<String>
  ) throws(HostError) {
    guard seen.insert(name).inserted, let entry = database[name] else { return }
    for text in repository.package(name, entry.version)?.depends ?? [] {
      try configure(SimulatedRelation(text).name, &seen)
    }
    try configure(name)
  }

  /// Brings configuration files and runs the script of what was unpacked.
  private mutating func configure(_ name: String) throws(HostError) {
    guard var entry = database[name], entry.isThere, entry.condition != "installed",
      entry.condition != "half-installed",
      let package = repository.package(name, entry.version)
    else { return }
    if entry.flag == "reinstreq" {
      output += "dpkg: error processing package \(name) (--configure):\n"
      output += " package is in a very bad inconsistent state; you should reinstall it\n"
      failed.append(name)
      return
    }
    let isBlocked = package.depends.contains { text in
      database[SimulatedRelation(text).name].map { $0.isThere && $0.condition != "installed" }
        ?? false
    }
    if isBlocked {
      output += "dpkg: dependency problems prevent configuration of \(name):\n"
      output += "dpkg: error processing package \(name) (--configure):\n"
      output += " dependency problems - leaving unconfigured\n"
      failed.append(name)
      return
    }
    try machine.step("configure \(name)")
    output += "Setting up \(name) (\(entry.version)) ...\n"
    entry.condition = "half-configured"
    try note(entry)
    for (path, content) in package.conffiles { try configure(path, content, of: package) }
    machine.advance(by: package.takes)
    let works =
      switch package.script {
      case .succeeds: true
      case .fails: false
      case .needs(let path): machine.content(path) != nil
      }
    guard works else {
      output += "dpkg: error processing package \(name) (--configure):\n"
      output +=
        " installed \(name) package post-installation script subprocess returned error exit "
        + "status 1\n"
      failed.append(name)
      return
    }
    if let unit = package.starts {
      try machine.step("start \(unit) for \(name)")
      SimulatedSystemd.running(on: machine).start(unit, on: machine)
    }
    entry.condition = "installed"
    entry.configured = nil
    try note(entry)
    try machine.step("finish \(name)")
  }

  /// Takes a package away; its configuration stays unless it is purged.
  mutating func remove(_ name: String, isPurge: Bool) throws(HostError) {
    guard var entry = database[name] else { return }
    let package = repository.package(name, entry.version)
    try machine.step("remove \(name)")
    if entry.isThere {
      output += "Removing \(name) (\(entry.version)) ...\n"
      if let unit = package?.starts {
        try machine.step("stop \(unit) for \(name)")
        SimulatedSystemd.running(on: machine).stop(unit, on: machine)
      }
      entry.selection = "deinstall"
      entry.condition = "half-configured"
      try note(entry)
      for (path, _) in package?.files ?? [] { try remove(path) }
    }
    let conffiles = package?.conffiles ?? []
    if isPurge || conffiles.isEmpty {
      for (path, _) in conffiles { try remove(path) }
      database[name] = nil
      try database.write(on: machine)
    } else {
      entry.selection = "deinstall"
      entry.condition = "config-files"
      try note(entry)
    }
  }

  private mutating func note(_ entry: SimulatedDpkgDatabase.Entry) throws(HostError) {
    database[entry.name] = entry
    try database.write(on: machine)
  }

  /// A configuration file that somebody edited stays or goes as dpkg was told; the other one is put
  /// beside it.
  private func configure(
    _ path: String, _ content: String, of package: SimulatedPackage
  ) throws(HostError) {
    guard let bytes = machine.content(path) else { return try write(path, content) }
    let here = String(decoding: bytes, as: UTF8.self)
    if here == content { return }
    let old = database[package.name]?.configured.flatMap { repository.package(package.name, $0) }
    let before = old?.conffiles.first { $0.path == path }?.content
    if here == before { return try write(path, content) }
    if before == content { return }
    if replacesConffiles {
      try write("\(path).dpkg-old", here)
      try write(path, content)
    } else {
      try write("\(path).dpkg-dist", content)
    }
  }

  private func write(_ path: String, _ content: String) throws(HostError) {
    try SimulatedFolders.make(above: path, on: machine)
    try SimulatedDpkgDatabase.replace(path, content, on: machine)
  }

  /// What an interrupted removal took away before is synced like the rest.
  private func remove(_ path: String) throws(HostError) {
    if machine.entry(path) != nil { return try machine.files.remove(path) }
    let directory = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    if machine.entry(String(directory)) != nil { try machine.files.syncDirectory(of: path) }
  }
}

/// The directories that a package brings.
enum SimulatedFolders {
  static func make(above path: String, on machine: SimulatedHost) throws(HostError) {
    let parts = path.split(separator: "/").dropLast()
    for count in parts.indices {
      let directory = "/" + parts[...count].joined(separator: "/")
      guard try machine.files.resolve(directory) == nil else { continue }
      try machine.files.makeDirectory(
        directory, mode: 0o755, owner: FileOwner(user: 0, group: 0))
    }
  }
}
