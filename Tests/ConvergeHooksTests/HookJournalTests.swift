import ConvergeCore
import ConvergeHooks
import ConvergeTestSupport
import Testing

@Suite struct HookJournalTests {
  private func record(
    _ number: Int, key: String = "k", _ state: HookRecord.State, isFinal: Bool = true
  ) -> HookRecord {
    var record = HookRecord(
      number: number, key: key, trigger: "7", event: .change,
      causes: [
        Occasion.Cause(
          reference: "file:/etc/x", run: "r1",
          changes: [.record(["attribute": "mode", "from": "0600", "to": "0644"])])
      ], bootID: "boot", state: state, run: "r1", since: "2026-11-26T06:00:00Z")
    record.isFinal = isFinal
    if state.isEnd {
      record.ended = "2026-11-26T06:01:00Z"
      record.exitStatus = 3
      record.message = "it ended with exit status 3"
    }
    return record
  }

  @Test func `what is written is read back`() throws {
    var journal = HookJournal()
    journal.label = "web/migrate"
    journal.knownFailure = ["file:/etc/x"]
    for (number, state) in HookRecord.State.allCases.enumerated() {
      journal.put(record(number + 1, state, isFinal: number % 2 == 0))
    }
    #expect(try HookJournal(json: Array(journal.json.utf8), path: "/j") == journal)
  }

  @Test func `an end counts for its key, an attempt that another follows does not`() {
    var journal = HookJournal()
    journal.put(record(1, key: "a", .failed, isFinal: false))
    #expect(!journal.hasEnded("a"))
    journal.put(record(2, key: "a", .ok))
    #expect(journal.hasEnded("a"))
    #expect(journal.hasEnded("a", inBoot: "boot"))
    #expect(!journal.hasEnded("a", inBoot: "another"))
    #expect(!journal.hasEnded("b"))
    journal.put(record(3, key: "b", .superseded))
    #expect(!journal.hasEnded("b"))
    journal.forget("a")
    #expect(!journal.hasEnded("a"))
  }

  @Test func `old records go, and what has ended stays known`() {
    var journal = HookJournal()
    for number in 1...50 { journal.put(record(number, key: "k\(number)", .ok)) }
    #expect(journal.records.count == 20)
    #expect(journal.nextNumber == 51)
    #expect((1...50).allSatisfy { journal.hasEnded("k\($0)") })
  }

  @Test func `how a key has ended stays known when its record has gone`() throws {
    var journal = HookJournal()
    journal.label = "web/migrate"
    journal.put(record(1, key: "bad", .timedOut))
    for number in 2...60 { journal.put(record(number, key: "k\(number)", .ok)) }
    let read = try HookJournal(json: Array(journal.json.utf8), path: "/j")
    #expect(read == journal)
    let end = try #require(read.end(of: "bad"))
    #expect(end.number == 1)
    #expect(end.state == .timedOut)
    #expect(end.ended == "2026-11-26T06:01:00Z")
    #expect(end.message == "it ended with exit status 3")
    #expect(read.end(of: "k2")?.state == .ok)
    #expect(read.end(of: "never") == nil)
  }

  @Test func `what failed long ago can be let run again, and what went well cannot`() {
    var journal = HookJournal()
    journal.put(record(1, key: "bad", .failed))
    for number in 2...60 { journal.put(record(number, key: "k\(number)", .ok)) }
    let anyHadFailed = journal.forgetFailures()
    #expect(anyHadFailed)
    #expect(!journal.hasEnded("bad"))
    #expect(journal.hasEnded("k2"))
    let anyStillHas = journal.forgetFailures()
    #expect(!anyStillHas)
  }

  @Test func `a thousand ends are remembered, whatever their messages, within the file's limit`() {
    var journal = HookJournal()
    for number in 1...1500 {
      var record = record(number, key: String(repeating: "k", count: 60) + "\(number)", .failed)
      record.message = String(repeating: "word ", count: 1000)
      journal.put(record)
    }
    #expect(journal.endedKeys.count == 1000)
    #expect(journal.json.utf8.count < 2 << 20)
  }

  @Test func `an older converge's ends are read, and how they went is not made up`() throws {
    let text = """
      {"converge_hook_journal": 1, "hook": "a", "runs": [],
       "ended_keys": [{"key": "k", "boot_id": "b"}]}
      """
    let journal = try HookJournal(json: Array(text.utf8), path: "/j")
    #expect(journal.hasEnded("k", inBoot: "b"))
    #expect(journal.end(of: "k") == nil)
  }

  @Test(arguments: [
    "", "{", "[]", #"{"runs": []}"#, #"{"converge_hook_journal": 1, "runs": [{}]}"#,
    #"{"converge_hook_journal": 1, "ended_keys": [1]}"#,
    #"{"converge_hook_journal": 1, "ended_keys": [{"key": "k", "boot_id": "b", "state": "?"}]}"#,
  ])
  func `what is no journal is not taken for an empty one`(text: String) {
    let error = #expect(throws: HostError.self) {
      try HookJournal(json: Array(text.utf8), path: "/j")
    }
    #expect(error?.reason == .refused)
  }

  @Test func `a newer converge's journal is refused, not misread`() {
    let error = #expect(throws: HostError.self) {
      try HookJournal(json: Array(#"{"converge_hook_journal": 2}"#.utf8), path: "/j")
    }
    #expect(error?.because == "a newer converge wrote it")
  }

  @Test func `a journal is found by its hook, wherever the program is`() throws {
    let machine = SimulatedHost()
    let host = machine.host
    let folder = HookFolder(of: "web/docker/migrate", in: host.supervision.area)
    var journal = HookJournal()
    journal.put(record(1, .ok))
    try folder.write(journal, on: host)
    let found = try HookFolder.all(in: host.supervision.area, on: host)
    #expect(found.map(\.label) == ["web/docker/migrate"])
    #expect(try found.first?.journal(on: host).lastEnd == record(1, .ok))
  }

  @Test func `labels that look alike as file names have folders of their own`() {
    let folders = ["a/b", "a-b", "a b"].map { HookFolder(of: $0, in: "/area").path }
    #expect(Set(folders).count == 3)
  }

  @Test func `only what would run decides the key`() {
    var key = HookKey()
    key.arguments = ["/bin/x"]
    key.variables = ["B", "A"]
    let digest = key.digest
    key.variables = ["A", "B"]
    #expect(key.digest == digest)
    #expect(digest.utf8.count == 64)
    let others: [(inout HookKey) -> Void] = [
      { $0.arguments.append("y") }, { $0.script = [] }, { $0.files = [("f", "sha256:1")] },
      { $0.variables = ["A"] }, { $0.secrets = ["s"] }, { $0.user = "app" },
      { $0.directory = "/srv" }, { $0.trigger = "1" },
    ]
    var seen: Set<String> = [digest]
    for change in others {
      var other = key
      change(&other)
      #expect(seen.insert(other.digest).inserted)
    }
  }
}
