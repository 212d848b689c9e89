import Foundation
import Testing

extension LabTests {
  /// The agent among people who do everything to its host, for as long as
  /// `CONVERGE_LAB_SOAK_SECONDS` says; `make soak` asks for an hour.
  @Suite(.serialized, .onLabHost("soak"))
  struct SoakTests {
    private static let seconds =
      ProcessInfo.processInfo.environment["CONVERGE_LAB_SOAK_SECONDS"].flatMap(Double.init) ?? 40

    /// In the first twelfth nobody kills or restarts the agent, so that one process is seen from its
    /// start; nor in the last 25 minutes of an hour, so that one is seen for long.
    @Test func `whatever is done to it, the host comes to rest as declared, and nothing grows`()
      throws
    {
      var run = try SoakRun(LabHost.current, seconds: Self.seconds)
      let first = try run.tamper(until: 1 / 12, endingAgents: false)
      try run.tamper(until: 7 / 12, endingAgents: true)
      let fresh = try run.tamper(until: 8 / 12, endingAgents: false)
      let last = try run.tamper(until: 1, endingAgents: false)
      run.tell(
        """
        soak: \(run.summary); after \(Int(Self.seconds / 12)) s: \(first); \
        of the last process, \(Int(Self.seconds / 3)) s before the end: \(fresh); \
        at the end: \(last)
        """)
      #expect(last.growth(since: fresh) == nil, "\(fresh)\n\(last)\n\(run.repetition)")
      #expect(
        run.exits == Array(repeating: "code=killed, status=9/KILL", count: run.kills),
        "\(run.repetition)")
      // Whoever restarts it while systemd waits before it does so itself comes before it.
      let others = run.successes[.restartAgent, default: 0]
      #expect((run.kills - others...run.kills).contains(run.restarts), "\(run.repetition)")
      #expect(run.corrections > 0 && run.serviceStarts > SoakSite.services.count)
      guard Self.seconds >= 1800 else { return }
      #expect(run.kills > 0 && run.fights > 0, "\(run.repetition)")
      for kind in SoakStep.Kind.allCases {
        #expect(run.successes[kind, default: 0] > 0, "\(kind): \(run.repetition)")
      }
    }
  }
}
