import ConvergeBundle
import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeAgent

@Suite struct `Keeping a source` {
  private let bench: SourceBench

  init() throws { bench = try SourceBench() }

  /// What comes of a look.
  private func look(_ keeper: SourceKeeper) async -> SourceStanding { await keeper.refresh() }

  @Test func `a bundle is taken, and then asked for by its tag`() async throws {
    let keeper = try bench.keeper()
    #expect(await keeper.current() == SourceStanding())
    bench.serve(.tagged("\"v1\"", try bench.bundle(1)))
    let first = await look(keeper)
    #expect(first.isNew)
    #expect(first.problem == nil)
    #expect(!first.isProblemNew)
    #expect(try bench.manifest(first) == "name: web # 1\n")
    #expect(first.accepted?.name == "version 1 of web")
    #expect(first.accepted?.signer == "alice")
    let script = try #require(first.manifest).replacing("manifest.yml", with: "files/run.sh")
    #expect(try bench.machine.files.status(script)?.mode == 0o700)
    let second = await look(keeper)
    #expect(!second.isNew)
    #expect(second.manifest == first.manifest)
    #expect(bench.machine.requests.map(\.knownTag) == [nil, "\"v1\""])
    #expect(
      try bench.names() == [
        "*/state.json", "*/versions/*/files/run.sh", "*/versions/*/manifest.yml",
      ])
  }

  @Test func `what was taken is in force in another process, without any server`() async throws {
    bench.serve(.file(try bench.bundle(3)))
    let first = await look(try bench.keeper())
    bench.serve(.passing("away"))
    let keeper = try bench.keeper()
    #expect(await keeper.current().manifest == first.manifest)
    #expect(await keeper.current().accepted == first.accepted)
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `a newer version takes its place, and the one before stays for who reads it`()
    async throws
  {
    let keeper = try bench.keeper()
    var manifests: [String] = []
    for version in 1...3 as ClosedRange<Int64> {
      bench.serve(.file(try bench.bundle(version)))
      let standing = await look(keeper)
      #expect(standing.isNew)
      #expect(try bench.manifest(standing) == "name: web # \(version)\n")
      manifests.append(try #require(standing.manifest))
    }
    let there = try manifests.map { try bench.machine.files.resolve($0) != nil }
    #expect(there == [false, true, true])
  }

  @Test func `the same bundle under another tag is no other version`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.tagged("\"a\"", try bench.bundle(1)))
    _ = await look(keeper)
    bench.serve(.tagged("\"b\"", try bench.bundle(1)))
    let standing = await look(keeper)
    #expect(!standing.isNew)
    #expect(standing.problem == nil)
    _ = await look(keeper)
    #expect(bench.machine.requests.map(\.knownTag) == [nil, "\"a\"", "\"b\""])
  }

  // MARK: Refusals

  /// Everything that a source may not have, with the words of its reason.
  private static func bad(_ bench: SourceBench) throws -> [(bytes: [UInt8], words: String)] {
    let archive = try TestArchive()
    let alice = bench.alice
    func adding(_ path: String, _ content: String = "", type: Character = "0") throws -> [UInt8] {
      try archive.adding(TestArchive.Member(path, content, type: type)).bytes(alice)
    }
    var many = archive
    many.members += (0..<100_000).map { TestArchive.Member("files/z\($0)") }
    var other = archive
    other.members[0].content = Array("name: wEb\n".utf8)
    let good = try archive.bytes(alice)
    return [
      (try archive.bytes(bench.bob), "of nobody who may sign"),
      (try archive.bytes(alice, for: "converge"), "made for 'converge'"),
      (try bench.bundle(4), "older than version 5"),
      (
        try alice.bundle(["manifest.yml": "name: evil\n"], version: 5, expires: "2099-01-01"),
        "with other content"
      ),
      (try bench.bundle(9, name: "db"), "the bundle 'db', and this host has taken 'web'"),
      (try bench.bundle(6, expires: "2001-01-01"), "has expired at 2001-01-01T00:00:00Z"),
      (try adding("files/../../etc/cron.d/evil"), "leads outside"),
      (try adding("/etc/cron.d/evil"), "is absolute"),
      (try adding("files/null", type: "3"), "a character device"),
      (try adding("files/link", type: "1"), "a hard link"),
      (try adding("files/link", type: "2"), "a symbolic link"),
      (try adding("files/run.sh"), "in it twice"),
      (try adding("files/z", "more"), "not in the header"),
      (try many.bytes(alice), "more than 10000 members"), (try other.bytes(alice), "SHA-256"),
      (
        try archive.adding(TestArchive.Member("files/z", size: 1 << 33)).bytes(alice),
        "8589934592 bytes"
      ),
      (Array(good[..<(good.count / 2)]), "cut off after"), (good + [0], "follow the archive's end"),
      ([], "is empty"), (Array("<html>not found</html>".utf8), "cut off"),
    ]
  }

  @Test func `a bad one is refused with its reason, and the last good one stays in force`()
    async throws
  {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(5)))
    let good = await look(keeper)
    for (bytes, words) in try Self.bad(bench) {
      bench.serve(.file(bytes))
      let standing = await look(keeper)
      #expect(standing.problem?.kind == .refused, "\(words)")
      #expect(standing.problem?.message.contains(words) == true, "\(standing.problem as Any)")
      #expect(standing.problem?.message.contains("secret") == false)
      #expect(standing.isProblemNew, "\(words)")
      #expect(!standing.isNew)
      #expect(standing.accepted == good.accepted)
      #expect(try bench.manifest(standing) == "name: web # 5\n", "\(words)")
      #expect(await !look(keeper).isProblemNew, "told twice: \(words)")
    }
    #expect(try bench.names().count == 3)
    bench.serve(.file(try bench.bundle(6)))
    let better = await look(keeper)
    #expect(better.isNew)
    #expect(better.problem == nil)
    #expect(better.isProblemNew, "that it is over is told too")
  }

  @Test func `a bad one that is the first leaves nothing to run`() async throws {
    for (bytes, _) in try Self.bad(bench).prefix(2) {
      bench.serve(.file(bytes))
      let standing = await look(try bench.keeper())
      #expect(standing.manifest == nil)
      #expect(standing.accepted == nil)
      #expect(standing.problem?.kind == .refused)
    }
    #expect(try bench.names() == ["*/state.json"])
  }

  @Test func `an old version is refused also when what is in force was removed`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.tagged("\"5\"", try bench.bundle(5)))
    let manifest = try #require(await look(keeper).manifest)
    try bench.machine.files.remove(manifest)
    #expect(await keeper.current().manifest == nil)
    bench.serve(.file(try bench.bundle(4)))
    #expect(await look(keeper).problem?.message.contains("older") == true)
    bench.serve(.tagged("\"5\"", try bench.bundle(5)))
    let again = await look(keeper)
    #expect(again.manifest == manifest)
    #expect(bench.machine.requests.last?.knownTag == nil, "it had to come whole")
    #expect(try bench.manifest(again) == "name: web # 5\n")
  }

  @Test func `a state that was damaged is not taken for none`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(5)))
    _ = await look(keeper)
    let folder = SourceFolder(
      try AgentSource(SourceBench.url), in: SourceBench.state, on: bench.machine.host)
    try folder.write(SourceState())
    let name = try #require(bench.machine.files.list("\(SourceBench.state)/source").first)
    bench.machine.put(
      "\(SourceBench.state)/source/\(name)/state.json", Array("{}".utf8), mode: 0o600)
    bench.serve(.file(try bench.bundle(4)))
    let standing = await look(keeper)
    #expect(standing.problem?.kind == .host)
    #expect(standing.problem?.message.contains("rm -r") == true)
    #expect(standing.manifest == nil)
  }

  // MARK: Time

  @Test func `one that expires when it is in force stays so, and is reported`() async throws {
    let keeper = try bench.keeper()
    let expires = BundleTime(seconds: bench.now + 3600)
    bench.serve(.tagged("\"1\"", try bench.bundle(1, expires: "\(expires)")))
    #expect(await look(keeper).problem == nil)
    bench.machine.advance(by: .seconds(3601))
    let late = await look(keeper)
    #expect(late.problem?.kind == .expired)
    #expect(late.isProblemNew)
    #expect(late.problem?.message.contains("stays in force") == true)
    #expect(try bench.manifest(late) == "name: web # 1\n")
    #expect(await !look(keeper).isProblemNew)
    // Whole once more, and not by its tag.
    bench.serve(.file(try bench.bundle(1, expires: "\(expires)")))
    #expect(await look(keeper).problem?.kind == .expired)
    bench.serve(.file(try bench.bundle(2)))
    let newer = await look(keeper)
    #expect(newer.problem == nil)
    #expect(newer.isNew)
  }

  // MARK: Away

  @Test func `a source that is away is reported once, and tried again`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(1)))
    _ = await look(keeper)
    bench.serve(.passing("the connection was closed in the middle"))
    let away = await look(keeper)
    #expect(bench.machine.requests.count == 4, "three attempts at one look")
    #expect(away.problem?.kind == .unreachable)
    #expect(away.isProblemNew)
    #expect(try bench.manifest(away) == "name: web # 1\n")
    bench.serve(.passing("nothing came for 30 s"))
    let still = await look(keeper)
    #expect(!still.isProblemNew)
    #expect(still.problemSince == away.problemSince)
    #expect(await look(try bench.keeper()).isProblemNew == false, "nor by the next process")
    bench.serve(.file(try bench.bundle(1)))
    let back = await look(keeper)
    #expect(back.problem == nil)
    #expect(back.isProblemNew)
    #expect(!back.isNew)
  }

  @Test func `a server that asks for patience is left alone until the next look`() async throws {
    bench.serve(.passing("the server answers 503", retryAfter: .seconds(300)))
    #expect(await look(try bench.keeper()).problem?.kind == .unreachable)
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `whoever is told to stop reports nothing of it`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(1)))
    let good = await look(keeper)
    bench.serve(.passing("the connection was closed in the middle"))
    let standing = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await keeper.refresh()
    }.value
    #expect(standing.problem == nil)
    #expect(!standing.isProblemNew)
    #expect(standing.manifest == good.manifest)
    #expect(await look(keeper).problem?.kind == .unreachable)
  }

  @Test func `two who ask at once get what comes of one look`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(1)))
    async let first = keeper.refresh()
    async let second = keeper.refresh()
    let standings = await [first, second]
    #expect(standings.allSatisfy { $0.manifest != nil && $0.problem == nil })
    #expect(standings.contains { $0.isNew })
  }

  @Test func `a part that came is taken up at the next look`() async throws {
    let bundle = try bench.bundle(1)
    bench.serve(.broken(Array(bundle[..<700])), .fails(Self.away))
    #expect(await look(try bench.keeper()).problem?.kind == .unreachable)
    bench.serve(.file(bundle))
    #expect(await look(try bench.keeper()).isNew)
  }

  private static let away = DownloadFailure(
    HostError(.unavailable, "fetch", "a file", because: "gone"), isPassing: false)

  // MARK: The host

  @Test func `killed at any step, one version or the other is in force, and never a half`()
    async throws
  {
    var stops = 0
    for step in 1... {
      let bench = try SourceBench()
      bench.serve(.file(try bench.bundle(1)))
      _ = await (try bench.keeper()).refresh()
      bench.serve(.file(try bench.bundle(2)))
      bench.machine.stop(atStep: bench.machine.stepCount + step)
      _ = await (try bench.keeper()).refresh()
      guard bench.machine.isStopped else { break }
      stops += 1
      bench.machine.powerCut()
      bench.machine.restart()
      let keeper = try bench.keeper()
      let standing = await keeper.current()
      let text = try bench.manifest(standing)
      #expect(text == "name: web # 1\n" || text == "name: web # 2\n", "step \(step)")
      #expect(text == "name: web # \(standing.accepted?.version ?? 0)\n", "step \(step)")
      bench.serve(.file(try bench.bundle(2)))
      let after = await keeper.refresh()
      #expect(after.problem == nil, "step \(step): \(after.problem as Any)")
      #expect(try bench.manifest(after) == "name: web # 2\n", "step \(step)")
      let script = try #require(after.manifest).replacing("manifest.yml", with: "files/run.sh")
      #expect(try bench.machine.files.read(script, limitBytes: 10) == Array("true\n".utf8))
    }
    #expect(stops > 20, "only \(stops) steps were stopped at")
  }

  @Test func `a full disk leaves what is in force as it is, and is told once`() async throws {
    let keeper = try bench.keeper()
    bench.serve(.file(try bench.bundle(1)))
    _ = await look(keeper)
    let full = HostError(.noSpace, "write", "a file", because: "no space is left on the device")
    bench.machine.fail(from: bench.machine.stepCount + 1, with: full) { _ in true }
    bench.serve(.file(try bench.bundle(2)))
    let standing = await look(keeper)
    #expect(standing.problem != nil)
    #expect(standing.isProblemNew)
    #expect(!standing.isNew)
    #expect(try bench.manifest(standing) == "name: web # 1\n")
    #expect(await !look(keeper).isProblemNew)
    bench.machine.clearUp()
    bench.serve(.file(try bench.bundle(2)))
    #expect(await look(keeper).isNew)
  }

  @Test func `a bundle in a file is held to the same`() async throws {
    let keeper = try bench.keeper("/srv/web.bundle")
    #expect(await look(keeper).problem?.kind == .unreachable)
    bench.machine.putDirectory("/srv", mode: 0o755)
    bench.machine.put("/srv/web.bundle", try bench.bundle(2))
    #expect(await look(keeper).isNew)
    bench.machine.put("/srv/web.bundle", try bench.bundle(1))
    let standing = await look(keeper)
    #expect(standing.problem?.message.contains("older") == true)
    #expect(try bench.manifest(standing) == "name: web # 2\n")
  }

  @Test func `without signers no bundle is taken`() async throws {
    bench.serve(.file(try bench.bundle(1)))
    let standing = await look(try bench.keeper(signers: nil))
    #expect(standing.problem?.message.contains("must be signed") == true)
    #expect(standing.manifest == nil)
  }

  @Test func `a local manifest is used where it is`() async throws {
    let keeper = try bench.keeper("/etc/converge", signers: nil)
    bench.machine.putDirectory("/etc/converge", mode: 0o755)
    let none = await look(keeper)
    #expect(none.problem?.message.contains("has no manifest.yml") == true)
    #expect(none.isProblemNew)
    bench.machine.put("/etc/converge/manifest.yml", Array("name: x\n".utf8))
    let standing = await look(keeper)
    #expect(standing.manifest == "/etc/converge/manifest.yml")
    #expect(standing.problem == nil)
    #expect(standing.isProblemNew)
    #expect(
      await keeper.current().manifest == "/etc/converge/manifest.yml")
    let file = try bench.keeper("/etc/converge/manifest.yml", signers: nil)
    #expect(await look(file).manifest == "/etc/converge/manifest.yml")
    #expect(try bench.names() == [])
  }
}

extension AcceptedVersion {
  /// Of a bundle.
  var version: Int64? { if case .bundle(_, let version, _) = origin { version } else { nil } }
}
