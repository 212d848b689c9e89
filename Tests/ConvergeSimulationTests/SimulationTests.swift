import ConvergeCore
import ConvergeTestSupport
import Testing

/// Properties over seeds, here over some; `make rehearse` tries 10,000, optimised.
///
/// `.build/release/rehearse --seed N --tell` replays one that failed.
@Suite struct SimulationTests {
  @Test func `in good and bad weather a host converges, in order, and no refresh is lost`() async {
    let report = await Trial.runAll((0..<120).map { UInt64($0) })
    #expect(report.failures.isEmpty, "\(report.failureText)")
    #expect(report.unknownLabels.isEmpty, "a step has no crash point")
  }

  @Test(arguments: Mutant.allCases)
  func `a converge that is broken on purpose is found out`(mutant: Mutant) async throws {
    for seed in 0..<100 {
      let report = try await Trial.run(UInt64(seed), mutant: mutant)
      if !report.failures.isEmpty { return }
    }
    Issue.record("100 seeds did not find out '\(mutant.rawValue)'")
  }

  @Test func `a seed takes the same steps every time`() async throws {
    for seed in [3, 14, 15] as [UInt64] {
      let first = try await Trial.run(seed, isTold: true)
      let second = try await Trial.run(seed, isTold: true)
      #expect(first.transcript == second.transcript)
      #expect(first.transcript.count > 20)
    }
  }
}
