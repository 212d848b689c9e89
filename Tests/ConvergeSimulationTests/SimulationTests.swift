import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Foundation
import Synchronization
import Testing

/// Properties over seeds (`CONVERGE_SEEDS`, `CONVERGE_SEED` replays one): a run that is stopped or
/// loses its power at any step is completed by the next, and nothing that was owed is lost.
@Suite struct SimulationTests {
  @Test func `stopped anywhere and run again, a host converges and no refresh is lost`()
    async throws
  {
    let report = try await Trial.runAll(Seeds.chosen)
    #expect(report.failures.isEmpty, "\(report.failureText)")
    guard Seeds.replayed == nil, Seeds.count >= 10_000 else { return }
    for point in CrashPoint.allCases {
      #expect(report.crashes[point, default: 0] >= 100, "\(point) was hit too seldom")
    }
  }

  @Test(
    arguments: [
      .owed, .durability, .syncs, .edges(.subscribe), .edges(.require),
    ] as [Rehearsal.Mutation])
  func `a converge that is broken on purpose is found out`(mutation: Rehearsal.Mutation)
    async throws
  {
    for chunk in 0..<40 {
      let seeds = UInt64(chunk * 25)..<UInt64(chunk * 25 + 25)
      let report = try await Trial.runAll(Array(seeds), mutation: mutation)
      if !report.failures.isEmpty { return }
    }
    Issue.record("1,000 seeds did not find out \(mutation)")
  }
}

/// Which seeds a test run takes.
enum Seeds {
  static let replayed = ProcessInfo.processInfo.environment["CONVERGE_SEED"].flatMap(UInt64.init)
  static let count =
    ProcessInfo.processInfo.environment["CONVERGE_SEEDS"].flatMap(Int.init) ?? 10_000
  static var chosen: [UInt64] { replayed.map { [$0] } ?? (0..<UInt64(count)).map { $0 } }
}
