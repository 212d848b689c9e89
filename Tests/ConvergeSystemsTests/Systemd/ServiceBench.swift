import ConvergeCore
import ConvergeKinds
import ConvergeManifest
import ConvergeSystems
import ConvergeTestSupport
import Synchronization
import Testing

/// A simulated host with units, and services declared on it.
struct ServiceBench {
  let machine = SimulatedHost()
  let bus: CountingBus
  let host: Host
  let run = RunContext(id: RunID("2026-11-23T20:00:00Z-0001"), jobs: 2)

  /// - Parameter conversations: in so many first ones systemd is not on the bus.
  init(awayFor conversations: Int = 0) {
    SimulatedSystemd.running(on: machine)
    let bus = CountingBus(machine.host.bus, awayFor: conversations)
    self.bus = bus
    var host = machine.host
    host.bus = bus
    self.host = host
  }

  var systemd: SimulatedSystemd { SimulatedSystemd.running(on: machine) }

  /// Writes a unit file with these directives, and starts it.
  func unit(_ name: String, _ directives: [String] = [], isRunning: Bool = true) {
    let lines = directives + ["[Service]", "ExecStart=/bin/true", "[Install]"]
    write(name, lines + ["WantedBy=multi-user.target"])
    if isRunning { systemd.start("\(name).service", on: machine) }
  }

  /// Writes a unit file.
  func write(_ name: String, _ lines: [String]) {
    machine.put(
      "/etc/systemd/system/\(name).service", Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// The services of a section, as a manifest has them.
  func services(_ section: String) throws -> [Service] {
    let text = ManifestText(Array("services: \(section)".utf8), file: "m.yml", path: "/m.yml")
    let reading = ManifestReader(kinds: [Service.self], sources: InMemorySources()).read(text)
    let manifest = try #require(reading.manifest, "\(reading.problems)")
    return manifest.resources.compactMap { $0.resource as? Service }
  }

  func refresh(_ section: String) async throws -> [Result<Delivery, HostError>] {
    let services = try services(section)
    let states = await Service.observe(services, on: host)
    let owed = try zip(services, states).map {
      Owed($0, try $1.get(), causes: ["file:/etc/app.conf"], timeout: .seconds(90))
    }
    return await Service.refresh(owed, in: run, on: host)
  }

  func apply(_ section: String) async throws -> [Result<Effect, HostError>] {
    let services = try services(section)
    let states = await Service.observe(services, on: host)
    let planned = try zip(services, states).map { service, state in
      let state = try state.get()
      let verdict = service.plan(from: state, last: nil, in: PredictedHost())
      return Planned(service, state, verdict, last: nil, timeout: .seconds(90))
    }
    return await Service.apply(planned, in: run, on: host)
  }
}

/// Counts conversations; in the first of them nobody may answer.
final class CountingBus: SystemBus {
  private let bus: any SystemBus
  private let awayFor: Int
  private let count = Mutex(0)

  init(_ bus: any SystemBus, awayFor conversations: Int = 0) {
    self.bus = bus
    awayFor = conversations
  }

  var conversations: Int { count.withLock { $0 } }

  func call(_ calls: [BusCall], timeout: Duration) async -> [Result<[BusValue], HostError>] {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number > awayFor else {
      return calls.map {
        .failure(HostError(.unavailable, "call", $0.destination, because: "it has gone"))
      }
    }
    return await bus.call(calls, timeout: timeout)
  }

  func perform(
    _ calls: [BusCall], until end: BusJobEnd, timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    count.withLock { $0 += 1 }
    return await bus.perform(calls, until: end, timeout: timeout)
  }
}

extension Result where Failure == HostError {
  /// The error as a user reads it; empty where there is none.
  var complaint: String { if case .failure(let error) = self { "\(error)" } else { "" } }
}
