internal import ConvergeCore
internal import ConvergeSystems
internal import Synchronization

/// systemd as far as converge speaks with it: the manager on the bus, over the simulated unit files.
///
/// A unit is loaded when it is first asked for, and stays so until a reload while it runs or
/// something wants it, as with the real one: only then can its files differ from what is loaded.
/// What a service `reads` is kept from each start and reload, for the oracles of tests. It obeys
/// these directives beside systemd's own:
///
/// - `X-Simulated-Reads=PATH`: a file that it loads;
/// - `X-Simulated-Rejects=WORD`: it does not take such a file with that word in it;
/// - `X-Simulated-Fails=yes`, `-Loops=yes`, `-Hangs=yes`: it fails at each start, is started over
///   and over, or never ends starting;
/// - `X-Simulated-Ends-After=2s`: it fails that long after its start;
/// - `X-Simulated-Condition=no`: a condition of it does not hold.
package final class SimulatedSystemd: SimulatedBusService, SimulatedVolatile {
  struct Runtime {
    var units: [String: SimulatedUnit] = [:]
    var jobs: UInt32 = 0
    var daemonReloads = 0
    /// What the files say of units, as long as they do not change.
    var seen = Seen()
  }

  struct Seen {
    var generation = -1
    var sources: [String: SimulatedUnitSource] = [:]
    var links: [String] = []
  }

  let runtime = Mutex(Runtime())

  private init() {}

  /// The systemd of a machine, started where it was not.
  @discardableResult
  package static func running(on machine: SimulatedHost) -> SimulatedSystemd {
    if let known = machine.part(SimulatedSystemd.self) { return known }
    let systemd = machine.part(SimulatedSystemd.self, orNew: { SimulatedSystemd() })
    machine.install(systemd, as: "org.freedesktop.systemd1")
    machine.install(SimulatedJournal(systemd: systemd), at: "/usr/bin/journalctl")
    machine.putDirectory("/run/systemd/system")
    machine.remember(systemd)
    return systemd
  }

  /// How often all units were read again.
  package var daemonReloads: Int { runtime.withLock { $0.daemonReloads } }

  /// What a running service has loaded of a file; nil where it runs without, or does not run.
  package func loaded(_ path: String, by unit: String) -> [UInt8]? {
    runtime.withLock { $0.units[unit]?.loaded[path] ?? nil }
  }

  /// Every file that running services have loaded, with what each was then.
  package var loadedFiles: [(unit: String, path: String, content: [UInt8]?)] {
    runtime.withLock { runtime in
      runtime.units.sorted { $0.key < $1.key }.filter { $0.value.isActive }.flatMap { unit in
        unit.value.loaded.sorted { $0.key < $1.key }.map { (unit.key, $0.key, $0.value) }
      }
    }
  }

  /// How often a unit was started, and how often reloaded.
  package func deliveries(to unit: String) -> (starts: Int, reloads: Int) {
    runtime.withLock { ($0.units[unit]?.starts ?? 0, $0.units[unit]?.reloads ?? 0) }
  }

  /// Starts a unit as its package's script would: no steps.
  package func start(_ name: String, on machine: SimulatedHost) {
    let now = Self.now(on: machine)
    var (id, unit) = loadedUnit(name, on: machine)
    _ = unit.start(on: machine, at: now)
    keep(unit, as: id)
  }

  /// Stops a unit without steps.
  package func stop(_ name: String, on machine: SimulatedHost) {
    var (id, unit) = loadedUnit(name, on: machine)
    unit.stop()
    keep(unit, as: id)
  }

  package func losePower(on machine: SimulatedHost) {
    runtime.withLock { $0.units = [:] }
  }

  package func boot(on machine: SimulatedHost) {
    for name in SimulatedUnitLinks.wanted(on: machine) { start(name, on: machine) }
  }

  /// A unit by its real name, loaded if need be.
  func loadedUnit(_ name: String, on machine: SimulatedHost) -> (id: String, unit: SimulatedUnit) {
    let source = source(of: name, on: machine)
    let id = source.file?.id ?? name
    let isWanted = links(on: machine).contains { $0.hasSuffix("/\(id)") }
    let now = Self.now(on: machine)
    return runtime.withLock { runtime in
      var unit = runtime.units[id] ?? SimulatedUnit()
      unit.age(to: now)
      let isPinned = unit.activeState != "inactive" || isWanted
      if !isPinned || unit.source == .missing { unit.source = source }
      runtime.units[id] = unit
      return (id, unit)
    }
  }

  /// What stands for a unit on disk.
  func source(of name: String, on machine: SimulatedHost) -> SimulatedUnitSource {
    look(on: machine)
    if let known = runtime.withLock({ $0.seen.sources[name] }) { return known }
    let source = SimulatedUnitSource.find(name, on: machine)
    runtime.withLock { $0.seen.sources[name] = source }
    return source
  }

  /// All links by which units want others.
  func links(on machine: SimulatedHost) -> [String] {
    look(on: machine)
    return runtime.withLock { $0.seen.links }
  }

  private func look(on machine: SimulatedHost) {
    let generation = machine.generation
    guard runtime.withLock({ $0.seen.generation }) != generation else { return }
    let links = SimulatedUnitLinks.wants(on: machine)
    runtime.withLock { $0.seen = Seen(generation: generation, links: links) }
  }

  func keep(_ unit: SimulatedUnit, as id: String) {
    runtime.withLock { $0.units[id] = unit }
  }

  /// Reads all units again.
  func reload(on machine: SimulatedHost) {
    let names = runtime.withLock { runtime in
      runtime.daemonReloads += 1
      return Array(runtime.units.keys)
    }
    for name in names {
      let source = source(of: name, on: machine)
      runtime.withLock { $0.units[name]?.source = source }
    }
  }

  static func now(on machine: SimulatedHost) -> UInt64 {
    machine.host.clock.now().monotonicNanoseconds / 1000
  }
}

/// `journalctl --unit NAME`: what the units said when they failed.
struct SimulatedJournal: SimulatedProgram {
  let systemd: SimulatedSystemd

  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let name = invocation.arguments.drop { $0 != "--unit" }.dropFirst().first ?? ""
    let lines = systemd.runtime.withLock { $0.units[name]?.journal ?? [] }
    return ProcessResult(
      end: .exited(0), output: Array(lines.map { $0 + "\n" }.joined().utf8), error: [])
  }
}
