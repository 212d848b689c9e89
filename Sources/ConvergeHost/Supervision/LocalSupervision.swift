internal import ConvergeCore

/// Runs under supervisors of this host.
struct LocalSupervision: Supervision {
  let area: String
  private let bus: LocalBus

  init(area: String, bus: LocalBus) {
    self.area = area
    self.bus = bus
  }

  func start(_ run: SupervisedRun) async throws(HostError) -> SupervisedStart {
    throw HostError(.unavailable, "start", run.label, because: "not there yet")
  }

  func isAlive(_ start: SupervisedStart) -> Bool { false }

  func wait(
    for start: SupervisedStart, in directory: String,
    progress: @escaping @Sendable (String) -> Void, goesOn: @escaping @Sendable () -> Bool
  ) async throws(HostError) -> Bool { true }
}
