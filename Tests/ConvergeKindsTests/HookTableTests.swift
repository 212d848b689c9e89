import ConvergeCore
import ConvergeEngine
import ConvergeGraph
import ConvergeHooks
import ConvergeKinds
import ConvergeManifest
import ConvergeTestSupport
import Foundation
import Testing

/// The table of `Hook.md`: event by `runs` by `trigger`, each of its cells on a simulated host.
@Suite struct HookTableTests {
  @Test func `the table has every event, runs and trigger once`() throws {
    let cells = try HookRow.all().map { "\($0.event) \($0.runs ?? "-") \($0.hasTrigger)" }
    var expected: [String] = []
    for event in Event.allCases {
      for runs in ["-", "once", "every_apply", "per_boot"] {
        for trigger in [false, true] { expected.append("\(event) \(runs) \(trigger)") }
      }
    }
    #expect(Set(cells) == Set(expected))
    #expect(cells.count == expected.count)
  }

  @Test(arguments: try HookRow.all())
  func `a hook runs when the table says so`(row: HookRow) async throws {
    let stage = HookStage(row)
    guard let columns = row.columns else {
      #expect(stage.problems(of: .first).contains { $0.contains("'runs: every_apply'") })
      return
    }
    try await stage.prelude()
    var real: [Bool] = []
    for moment in HookStage.Moment.allCases where moment != .otherTrigger || row.hasTrigger {
      if moment == .otherBoot {
        _ = try await stage.runs(at: .nothing)
        try await stage.reboot()
      }
      real.append(try await stage.runs(at: moment))
    }
    #expect(real == columns)
  }
}

@Suite struct HookScriptTests {
  @Test func `a script that is longer than a manifest's may be is an error with its place`() {
    let script = String(repeating: "x", count: (4 << 20) + 1)
    let text = "hooks: { long: { runs: once, script: \"\(script)\" } }"
    let reading = ManifestReader(kinds: registeredKinds, sources: InMemorySources(texts: [:]))
      .read(ManifestText(Array(text.utf8), file: "m.yml", path: "/srv/m.yml"))
    let problem = reading.problems.items.first
    #expect(problem?.message == "a script in a manifest may have 4 MiB")
    #expect(problem?.place?.line == 1)
  }
}

/// A row of the table.
struct HookRow: Sendable, CustomTestStringConvertible {
  let event: Event
  let runs: String?
  let hasTrigger: Bool
  /// Nil: such a hook is an error.
  let columns: [Bool]?

  var testDescription: String {
    "\(event) runs: \(runs ?? "-") trigger: \(hasTrigger ? "yes" : "-")"
  }

  static func all() throws -> [HookRow] {
    let page = Kinds.root.appending(path: "Sources/ConvergeKinds/Hook/Hook.md")
    return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 8, let event = Event(rawValue: cells[0]) else { return nil }
      let columns = cells[3...7].filter { $0 == "yes" || $0 == "no" }.map { $0 == "yes" }
      return HookRow(
        event: event, runs: cells[1] == "–" ? nil : cells[1], hasTrigger: cells[2] == "yes",
        columns: cells[3] == "error" ? nil : columns)
    }
  }
}

/// A machine with a hook and what it subscribes to.
private final class HookStage {
  enum Moment: CaseIterable { case first, nothing, again, otherBoot, otherTrigger }

  private let row: HookRow
  private let machine = SimulatedHost()
  private let ledger: SimulatedLedger
  private var content = 0
  private var runCount = 0

  init(_ row: HookRow) {
    self.row = row
    SimulatedShell.install(on: machine)
    ledger = SimulatedLedger(on: machine)
  }

  /// What the hook subscribes to is there and known.
  func prelude() async throws {
    machine.put("/srv/well", mode: 0o644)
    _ = try await apply(manifest(hook: ""))
  }

  func reboot() async throws {
    try await ledger.commit([], durably: true)
    machine.powerCut()
    machine.restart()
  }

  /// Whether the hook runs in an apply.
  func runs(at moment: Moment) async throws -> Bool {
    let before = try count()
    if moment == .nothing || moment == .otherTrigger {
      machine.put("/srv/well", mode: 0o644)
    } else {
      try happen()
    }
    _ = try await apply(manifest(hook: hook(trigger: moment == .otherTrigger ? 2 : 1)))
    return try count() > before
  }

  func problems(of moment: Moment) -> [String] {
    read(manifest(hook: hook(trigger: 1))).problems.items.map(\.message)
  }

  /// What the hook waits for.
  private func happen() throws {
    switch row.event {
    case .change: content += 1
    case .failure: if machine.entry("/srv/well") != nil { try machine.files.remove("/srv/well") }
    case .drift: machine.put("/etc/x", Array("somebody's".utf8), mode: 0o644)
    case .start, .end: break
    }
  }

  private func hook(trigger: Int) -> String {
    var lines = ["hooks:", "  it:", "    command: [echo, hello]"]
    if row.event != .start { lines.append("    subscribe: [file:/etc/x, command:well]") }
    if row.event != .change { lines.append("    event: \(row.event.rawValue)") }
    if let runs = row.runs { lines.append("    runs: \(runs)") }
    if row.hasTrigger { lines.append("    trigger: \(trigger)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func manifest(hook: String) -> String {
    """
    files:
      /etc/x: { content: "\(content)" }
    commands:
      well: { command: [test, -e, /srv/well], runs: every_apply, require: [file:/etc/x] }
    \(hook)
    """
  }

  private func count() throws -> Int {
    let host = machine.host
    let folder = HookFolder(of: "m/it", in: host.supervision.area)
    return try folder.journal(on: host).records.last?.number ?? 0
  }

  private func read(_ text: String) -> ManifestReader.Reading {
    ManifestReader(kinds: registeredKinds, sources: InMemorySources(texts: [:]))
      .read(ManifestText(Array(text.utf8), file: "m.yml", path: "/srv/m.yml"))
  }

  private func apply(_ text: String) async throws -> Run {
    let reading = read(text)
    let manifest = try #require(reading.manifest, "\(reading.problems.items.map(\.message))")
    runCount += 1
    var options = EngineOptions(run: RunID("2026-11-23T21:40:12Z-\(1000 + runCount)"))
    options.jobs = 1
    let engine = Engine(
      host: machine.host, ledger: ledger, kinds: registeredKinds, options: options)
    var problems = Diagnostics()
    let graph = try #require(
      Graph(
        manifest.resources.map(\.vertex), edges: manifest.edges, junctions: manifest.junctions,
        reporting: &problems))
    return try await engine.apply(
      Work(
        manifest: manifest.name, path: manifest.path, resources: manifest.resources, graph: graph))
  }
}
