internal import ConvergeCore
internal import ConvergeSystems

/// A unit's files as systemd would find them now.
struct SimulatedUnitFile: Sendable, Equatable {
  /// The real name, where the one asked for is an alias.
  let id: String
  let path: String
  /// The file with its drop-ins behind it.
  let text: String
  private let values: [String: [String]]

  init(id: String, path: String, text: String) {
    self.id = id
    self.path = path
    self.text = text
    var values: [String: [String]] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0]), default: []].append(String(parts[1])) }
    }
    self.values = values
  }

  /// The values of a directive, in any section.
  subscript(directive: String) -> [String] { values[directive] ?? [] }

  var type: String { self["Type"].last ?? "simple" }
  var remainsAfterExit: Bool { self["RemainAfterExit"].last == "yes" }
  var canReload: Bool { !self["ExecReload"].isEmpty }
  /// The files that it loads when it starts or reloads.
  var reads: [String] { self["X-Simulated-Reads"] }
  /// The targets that it is started with.
  var wantedBy: [String] { self["WantedBy"] }
}

/// What stands for a unit on disk.
enum SimulatedUnitSource: Sendable, Equatable {
  case missing
  case masked(untilBoot: Bool)
  case file(SimulatedUnitFile)

  var file: SimulatedUnitFile? { if case .file(let file) = self { file } else { nil } }

  /// Looks through the unit directories; the name is complete.
  static func find(_ name: String, on machine: SimulatedHost) -> Self {
    guard let unit = UnitName(name) else { return .missing }
    for candidate in [unit, unit.template].compactMap({ $0?.description }) {
      for directory in UnitFiles.directories {
        let path = "\(directory)/\(candidate)"
        guard let entry = machine.entry(path) else { continue }
        guard let target = entry.target else {
          let text = [entry.content ?? []] + dropIns(of: name, on: machine)
          return .file(
            SimulatedUnitFile(
              id: name, path: path,
              text: text.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")))
        }
        if target == "/dev/null" { return .masked(untilBoot: directory.hasPrefix("/run/")) }
        let real = String(target[(target.lastIndex(of: "/") ?? target.startIndex)...].dropFirst())
        if real != name, real != candidate { return find(real, on: machine) }
      }
    }
    return .missing
  }

  private static func dropIns(of name: String, on machine: SimulatedHost) -> [[UInt8]] {
    UnitFiles.directories.flatMap { directory in
      machine.entries(below: "\(directory)/\(name).d").compactMap {
        $0.path.hasSuffix(".conf") ? $0.entry.content : nil
      }
    }
  }
}
