package import ConvergeCore
internal import Synchronization

/// A whole host in memory: files, accounts, programs, services, a clock, and bad weather.
///
/// Every change that anything simulated makes is a numbered step (`SimulatedHost+Steps.swift`), at
/// which the machine can be stopped, lose its power, or fail once. Nothing here is random and no
/// real time passes: the same calls give the same steps.
package final class SimulatedHost: Sendable {
  private let state: Mutex<SimulatedState>
  /// Held by the program that runs: the real ones lock the files that they edit.
  let processor = Mutex(())

  /// A small Debian-like host, run as `user`.
  package init(user: UInt32 = 0) {
    state = Mutex(SimulatedState(tree: SimulatedTree.debian, user: user))
    SimulatedAccountTool.install(on: self)
  }

  /// The machine as converge sees it.
  package var host: Host {
    Host(
      files: files, processes: SimulatedProcesses(machine: self),
      bus: SimulatedBus(machine: self), http: SimulatedHTTP(machine: self),
      names: SimulatedNames(machine: self), clock: SimulatedClock(machine: self),
      machine: withState { $0.machine }, supervision: SimulatedSupervision(machine: self),
      downloads: SimulatedDownloads(machine: self))
  }

  /// Looks at the state, or changes it, while nobody else does.
  func withState<T: Sendable, E: Error>(
    _ body: (inout SimulatedState) throws(E) -> T
  ) throws(E) -> T {
    try state.withLock { (state) throws(E) -> T in try body(&state) }
  }

  /// The files as converge and every simulated program sees them: each change is two steps, the
  /// effect and the sync.
  package var files: SimulatedFiles { SimulatedFiles(machine: self) }

  /// Makes `program` known at `path` and puts an executable file there.
  package func install(_ program: some SimulatedProgram, at path: String) {
    know(program, at: path)
    put(path, Array("#!simulated\n".utf8), mode: 0o755)
  }

  /// Makes `program` known at `path`; it runs as soon as an executable file stands there.
  package func know(_ program: some SimulatedProgram, at path: String) {
    withState { $0.programs[path] = program }
  }

  /// Puts a service on the bus.
  package func install(_ service: some SimulatedBusService, as destination: String) {
    withState { $0.busServices[destination] = service }
  }

  /// Puts a service on a unix socket.
  package func install(_ service: some SimulatedHTTPService, atSocket path: String) {
    withState { $0.httpServices[path] = service }
  }

  /// Takes the service of a socket away.
  package func removeService(atSocket path: String) {
    withState { $0.httpServices[path] = nil }
  }

  /// Makes the machine itself another one.
  package func become(_ machine: SimulatedMachine) { withState { $0.machine = machine } }

  /// Has `part` told of power cuts and boots.
  package func remember(_ part: some SimulatedVolatile) {
    withState { $0.volatile.append(part) }
  }

  /// Has `pause` take the place of giving way to whoever wants to go on: a rehearsal decides itself
  /// who does, so that a run is the same every time.
  package func giveWay(by pause: @escaping @Sendable () async -> Void) {
    withState { $0.pause = pause }
  }

  /// Ends the machine for good. Its parts know it too, so that neither would ever go otherwise.
  package func scrap() {
    withState { state in
      state.volatile = []
      state.parts = [:]
      state.programs = [:]
      state.busServices = [:]
      state.httpServices = [:]
      state.later = []
    }
  }

  /// Lets others go on, as every conversation with a machine does.
  func pause() async { await withState { $0.pause }() }

  /// What a part of the simulation keeps for a machine, by its own type; nil before it was made.
  package func part<Part: Sendable>(_ type: Part.Type) -> Part? {
    withState { $0.parts[ObjectIdentifier(type)] as? Part }
  }

  /// What a part of the simulation keeps for a machine, made on first use.
  package func part<Part: Sendable>(_ type: Part.Type, orNew make: () -> Part) -> Part {
    if let known = part(type) { return known }
    let new = make()
    withState { $0.parts[ObjectIdentifier(type)] = new }
    return new
  }
}

/// A part of the machine that keeps something outside its files.
package protocol SimulatedVolatile: Sendable {
  /// Forgets what was not durable; called at the power cut, while the machine is still stopped.
  func losePower(on machine: SimulatedHost)
  /// Starts what starts at boot; called at the restart after a power cut.
  func boot(on machine: SimulatedHost)
}

/// All of a machine's state but what its programs and services keep themselves.
struct SimulatedState {
  var tree: SimulatedTree
  var user: UInt32
  var weather = SimulatedWeather()
  var monotonicNanoseconds: UInt64 = 100_000_000_000
  /// 2026-11-23T20:00:00Z, less what the monotonic clock starts with.
  var wallOffsetNanoseconds: Int64 = 1_795_464_000_000_000_000 - 100_000_000_000
  var boots = 1
  var programs: [String: any SimulatedProgram] = [:]
  var busServices: [String: any SimulatedBusService] = [:]
  var httpServices: [String: any SimulatedHTTPService] = [:]
  var volatile: [any SimulatedVolatile] = []
  var parts: [ObjectIdentifier: any Sendable] = [:]
  var accounts = SimulatedAccounts()
  var machine = SimulatedMachine()
  /// Where others may be let go on, between two conversations.
  var pause: @Sendable () async -> Void = { await Task.yield() }
  /// What happens by itself at a time of the monotonic clock.
  var later: [(atNanoseconds: UInt64, action: @Sendable (SimulatedHost) -> Void)] = []

  var wallNanoseconds: Int64 { Int64(monotonicNanoseconds) + wallOffsetNanoseconds }
}
