import ConvergeCore
import ConvergeLedger
import Testing

@Suite struct RetentionTests {
  private func record(_ day: Int, _ hour: Int = 0) -> LedgerChange {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let started = "2026-11-\(two(day))T\(two(hour)):00:00Z"
    return .ended(
      RunRecord(
        id: started, manifest: "web", verb: "apply", started: started, durationMilliseconds: 1,
        result: "changed", report: "{}"), keep: 100,
      since: "2026-11-\(two(max(1, day - 5)))T00:00:00Z")
  }

  @Test func `runs that are too old go, but for the newest ten`() async throws {
    let directory = try TemporaryDirectory()
    let ledgers: [any Ledger] = [
      MemoryLedger(), try await SQLiteLedger.open(inDirectory: directory.path, for: .writing),
    ]
    for ledger in ledgers {
      // Four a day for ten days.
      for day in 1...10 {
        for hour in [0, 6, 12, 18] { try await ledger.commit([record(day, hour)], durably: false) }
      }
      let kept = try await ledger.runs(limit: 100).map(\.id)
      #expect(kept.count == 24)
      #expect(kept.last == "2026-11-05T00:00:00Z")
      // A clock that was wrong for a run does not cost the history.
      try await ledger.commit([record(30)], durably: false)
      #expect(try await ledger.runs(limit: 100).count == 10)
      try await ledger.commit([record(10, 19)], durably: false)
      #expect(try await ledger.runs(limit: 100).count == 11)
    }
  }

  @Test func `a listing says whether a run's report has more to tell`() async throws {
    let directory = try TemporaryDirectory()
    let ledgers: [any Ledger] = [
      MemoryLedger(), try await SQLiteLedger.open(inDirectory: directory.path, for: .writing),
    ]
    for ledger in ledgers {
      for (id, ending) in [("plain", SharedText(name: "e", text: "}")), ("told", nil)] {
        let record = RunRecord(
          id: id, manifest: "web", verb: "apply", started: "", durationMilliseconds: 1,
          result: "in_sync", report: "{", ending: ending)
        try await ledger.commit([.ended(record, keep: 10)], durably: false)
      }
      let runs = try await ledger.runs(limit: 10)
      #expect(runs.map(\.hasIncidents) == [true, false])
      #expect(runs.map { $0.ending?.text } == [nil, nil])
    }
  }
}
