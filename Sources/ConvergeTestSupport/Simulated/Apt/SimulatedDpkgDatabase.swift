internal import ConvergeCore

/// The status file of a simulated machine, which every simulated program reads and writes.
struct SimulatedDpkgDatabase: Sendable {
  struct Entry: Sendable, Equatable {
    var name: String
    var version: String
    var selection = "install"
    var flag = "ok"
    var condition = "installed"
    /// Which version was last configured, where another is unpacked.
    var configured: String?

    /// Whether its files are there.
    var isThere: Bool { condition != "config-files" && condition != "not-installed" }
  }

  private(set) var entries: [Entry] = []

  static func read(on machine: SimulatedHost) -> SimulatedDpkgDatabase {
    let generation = machine.generation
    let repository = machine.part(SimulatedRepository.self)
    if let known = repository?.database(at: generation) { return known }
    let database = parse(on: machine)
    repository?.keep(database, at: generation)
    return database
  }

  private static func parse(on machine: SimulatedHost) -> SimulatedDpkgDatabase {
    var database = SimulatedDpkgDatabase()
    let text = String(decoding: machine.content("/var/lib/dpkg/status") ?? [], as: UTF8.self)
    for stanza in text.split(separator: "\n\n") {
      let fields = Dictionary(
        stanza.split(separator: "\n").compactMap { line -> (Substring, Substring)? in
          let parts = line.split(separator: ": ", maxSplits: 1)
          return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
      ) { first, _ in first }
      let status = (fields["Status"] ?? "").split(separator: " ").map(String.init)
      guard let name = fields["Package"], status.count == 3 else { continue }
      database.entries.append(
        Entry(
          name: String(name), version: String(fields["Version"] ?? ""), selection: status[0],
          flag: status[1], condition: status[2],
          configured: fields["Config-Version"].map(String.init)))
    }
    return database
  }

  var text: String {
    entries.map { entry in
      """
      Package: \(entry.name)
      Status: \(entry.selection) \(entry.flag) \(entry.condition)
      Architecture: amd64
      Version: \(entry.version)\(entry.configured.map { "\nConfig-Version: \($0)" } ?? "")
      Description: simulated

      """
    }.joined(separator: "\n")
  }

  subscript(name: String) -> Entry? {
    get { entries.first { $0.name == name } }
    set {
      let index = entries.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let entry?): entries[index] = entry
      case (let index?, nil): entries.remove(at: index)
      case (nil, let entry?): entries.append(entry)
      case (nil, nil): break
      }
    }
  }

  /// What is installed, or on its way.
  var present: [Entry] { entries.filter(\.isThere) }

  /// Writes the file as dpkg does: a new one, then renamed.
  func write(on machine: SimulatedHost) throws(HostError) {
    try Self.replace("/var/lib/dpkg/status", text, on: machine)
  }

  /// - Parameter temporary: where the new one is written first; nil: beside the old one.
  static func replace(
    _ path: String, _ text: String, through temporary: String? = nil, on machine: SimulatedHost
  ) throws(HostError) {
    let new = temporary ?? "\(path)-new"
    if machine.entry(new) != nil { try machine.files.remove(new) }
    try machine.files.stage(
      Candidate(
        content: Array(text.utf8), mode: 0o644, owner: FileOwner(user: 0, group: 0),
        likeness: nil), at: new)
    try machine.files.rename(new, to: path)
  }

  /// The packages that apt counts as brought in by others.
  static func automatic(on machine: SimulatedHost) -> [String] {
    let text = String(decoding: machine.content(automaticPath) ?? [], as: UTF8.self)
    return text.split(separator: "\n").filter { $0.hasPrefix("Package: ") }
      .map { String($0.dropFirst("Package: ".count)) }
  }

  static func setAutomatic(_ names: [String], on machine: SimulatedHost) throws(HostError) {
    guard names != automatic(on: machine) else { return }
    try replace(automaticPath, automaticText(names), on: machine)
  }

  static func automaticText(_ names: [String]) -> String {
    names.map { "Package: \($0)\nArchitecture: amd64\nAuto-Installed: 1\n" }
      .joined(separator: "\n")
  }

  static let automaticPath = "/var/lib/apt/extended_states"
}
