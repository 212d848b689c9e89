internal import ConvergeCore
internal import Glibc

/// The transient scopes of a run (systemd.scope(5)): one for its supervisor, one for its program with
/// all that it starts. They are nobody's part, so that a run goes on when the service is stopped that
/// started it.
struct HookScopes: Sendable {
  private static let manager = "org.freedesktop.systemd1"
  private static let managerPath = "/org/freedesktop/systemd1"
  private static let interface = "org.freedesktop.systemd1.Manager"
  private static let timeout = Duration.seconds(30)
  /// Its own time to stop is the hook's `kill_after`.
  private static let stopTimeout = Duration.seconds(600)

  let supervisor: String
  let program: String
  private let label: String
  private let bus: any SystemBus

  /// Whether this host has them: systemd is PID 1 (sd_booted(3)), and we may ask it.
  static var areHere: Bool { geteuid() == 0 && access("/run/systemd/system", F_OK) == 0 }

  init(_ run: SupervisedRun, bus: any SystemBus) {
    self.bus = bus
    label = run.label
    let name = "converge-hook-\(run.label.prefix(100))-\(RandomBytes.hexadecimal(digits: 8))"
    program = "\(name).scope"
    supervisor = "\(name)-supervisor.scope"
  }

  /// Moves the supervisor to its scope. Stopped with the host, it has the time to end the program.
  func enclose(supervisor process: Int32, killAfter: Duration) async throws(HostError) {
    try await start(
      supervisor, process,
      [
        Self.property("Description", .text(Message.supervisor(label))),
        Self.property("TimeoutStopUSec", .uint64(Self.microseconds(killAfter) + 60_000_000)),
      ])
  }

  /// Moves the process that will be the program to its scope, which has the limits.
  ///
  /// When the host shuts down it is stopped after the supervisor, which so learns of it first and
  /// tells an end by shutdown from others.
  func enclose(
    program process: Int32, limits: SupervisedRun.Limits, killAfter: Duration
  ) async throws(HostError) {
    var properties = [
      Self.property("Description", .text(Message.program(label))),
      Self.property("Before", .array("s", [.text(supervisor)])),
      Self.property("TimeoutStopUSec", .uint64(Self.microseconds(killAfter))),
    ]
    if let bytes = limits.memoryBytes {
      // Without the second what is beyond the limit would go to swap, and the limit be none.
      properties.append(Self.property("MemoryMax", .uint64(UInt64(max(0, bytes)))))
      properties.append(Self.property("MemorySwapMax", .uint64(0)))
    }
    if let percent = limits.cpuPercent {
      properties.append(
        Self.property("CPUQuotaPerSecUSec", .uint64(UInt64(max(1, percent)) * 10_000)))
    }
    if let tasks = limits.tasks {
      properties.append(Self.property("TasksMax", .uint64(UInt64(max(1, tasks)))))
    }
    try await start(program, process, properties)
  }

  /// Ends all that is left in the scope of a program whose supervisor has gone; as systemd does it,
  /// with TERM, and KILL for what does not go.
  static func end(_ program: String, on bus: any SystemBus) async throws(HostError) {
    let call = BusCall(
      manager, managerPath, interface, "StopUnit", [.text(program), .text("replace")])
    let results = await bus.perform([call], until: jobEnd, timeout: stopTimeout)
    guard case .failure(let error) = results.first else { return }
    // It has gone by itself.
    guard error.reason != .notFound else { return }
    throw HostError(error.reason, "stop", program, because: error.because, remedy: error.remedy)
  }

  private static var jobEnd: BusJobEnd {
    BusJobEnd(path: managerPath, interface: interface, member: "JobRemoved", jobArgument: 1)
  }

  private func start(
    _ name: String, _ process: Int32, _ properties: [BusValue]
  ) async throws(HostError) {
    let all =
      properties + [
        Self.property("Slice", .text("system.slice")),
        Self.property("CollectMode", .text("inactive-or-failed")),
        Self.property("PIDs", .array("u", [.uint32(UInt32(process))])),
      ]
    let call = BusCall(
      Self.manager, Self.managerPath, Self.interface, "StartTransientUnit",
      [
        .text(name), .text("fail"), .array("(sv)", all), .array("(sa(sv))", []),
      ])
    // Without it systemd tells of no job. Refused where it was asked for before, which is as good.
    _ = await bus.call(
      [BusCall(Self.manager, Self.managerPath, Self.interface, "Subscribe")],
      timeout: Self.timeout)
    let results = await bus.perform([call], until: Self.jobEnd, timeout: Self.timeout)
    switch results.first {
    case .success(let signal) where signal.last?.text == "done": return
    case .success(let signal):
      throw HostError(
        .failed, "start", name, because: Message.jobEnded(signal.last?.text ?? ""))
    case .failure(let error):
      throw HostError(
        error.reason, "start", name, because: error.because, remedy: error.remedy)
    case nil: throw HostError(.other, "start", name, because: Message.jobEnded(""))
    }
  }

  private static func property(_ name: String, _ value: BusValue) -> BusValue {
    .structure([.text(name), .variant(value)])
  }

  private static func microseconds(_ duration: Duration) -> UInt64 {
    UInt64(Monotonic.milliseconds(duration)) * 1000
  }
}

private enum Message {
  static func supervisor(_ label: String) -> String { "converge's supervisor of the hook \(label)" }
  static func program(_ label: String) -> String { "converge's hook \(label)" }
  static func jobEnded(_ result: String) -> String { "systemd's job ended with \"\(result)\"" }
}
