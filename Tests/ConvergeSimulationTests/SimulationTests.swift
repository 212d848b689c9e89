import ConvergeCore
import ConvergeTestSupport
import Testing

/// Properties over seeds, here over a few hundred; `make rehearse` tries 10,000, optimised.
///
/// `.build/release/rehearse --seed N` replays one that failed.
@Suite struct SimulationTests {
  @Test func `stopped anywhere and run again, a host converges and no refresh is lost`()
    async throws
  {
    let report = try await Trial.runAll((0..<150).map { UInt64($0) })
    #expect(report.failures.isEmpty, "\(report.failureText)")
    #expect(report.unknownLabels.isEmpty, "a step has no crash point")
  }

  @Test(
    arguments: [
      .owed, .durability, .syncs, .edges(.subscribe), .edges(.require),
    ] as [Rehearsal.Mutation])
  func `a converge that is broken on purpose is found out`(mutation: Rehearsal.Mutation)
    async throws
  {
    for chunk in 0..<40 {
      let seeds = (chunk * 25..<chunk * 25 + 25).map { UInt64($0) }
      if try await !Trial.runAll(seeds, mutation: mutation).failures.isEmpty { return }
    }
    Issue.record("1,000 seeds did not find out \(mutation)")
  }
}
