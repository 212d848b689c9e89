import ConvergeAgent
import ConvergeCore
import ConvergeHost
import ConvergeSignatures
import ConvergeTestSupport
import Foundation
import Testing

/// Sources over HTTPS and git, from servers on this host.
@Suite final class `Sources of other hosts` {
  private let git: GitHost
  private let alice: TestSigner
  private let downloads: LocalDownloads
  private var program: ProgramUnderTest { git.program }

  init() throws {
    git = try GitHost()
    alice = try TestSigner("alice", seed: 1)
    try FileManager.default.createDirectory(
      atPath: git.program.state, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    downloads = LocalDownloads(
      environment: git.trusting.merging(["SSL_CERT_FILE": git.program.path("cert.pem")]) { $1 })
  }

  deinit { downloads.close() }

  private func keeper(
    _ source: String, signers: String?, _ change: (inout SourceLimits) -> Void = { _ in }
  ) throws -> SourceKeeper {
    var host = LocalHost().host
    host.downloads = downloads
    var limits = SourceLimits()
    limits.tries = 1
    // Beside all other tests a continuation can wait for its thread for long.
    (limits.stall, limits.deadline) = (.seconds(3600), .seconds(3600))
    change(&limits)
    let allowed = signers.map { text in
      AllowedSigners(text) { Issue.record("line \($0): \($1.message)") }
    }
    return SourceKeeper(
      try AgentSource(source), signers: allowed, stateDirectory: program.state, host: host,
      revisions: ModuleFetcher(
        ModuleStore(chosen: program.state, environment: git.trusting), environment: git.trusting),
      limits: limits)
  }

  private func serve(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: program.path("repositories/web.bundle")))
  }

  private func bundle(_ version: Int64) throws -> [UInt8] {
    try alice.bundle(
      ["manifest.yml": "name: web # \(version)\n"], version: version, created: "2000-01-01",
      expires: "2099-01-01")
  }

  private func text(_ standing: SourceStanding) throws -> String? {
    try standing.manifest.map { try String(contentsOfFile: $0, encoding: .utf8) }
  }

  // MARK: HTTPS

  @Test func `a bundle comes over HTTPS once, and then only its tag is asked about`() async throws {
    try serve(bundle(1))
    let keeper = try keeper("https://\(git.address)/file/web.bundle?token=x", signers: alice.line)
    let first = await keeper.refresh()
    #expect(first.isNew, "\(first)")
    #expect(try text(first) == "name: web # 1\n")
    #expect(await !keeper.refresh().isNew)
    try serve(bundle(2))
    #expect(try text(await keeper.refresh()) == "name: web # 2\n")
    let asked = try program.read("port.log").split(separator: "\n")
    #expect(asked.count == 3)
    #expect(asked[0] == "web.bundle -")
    #expect(asked[1...].allSatisfy { $0.hasPrefix("web.bundle \"") })
    #expect(asked[1] == asked[2])
  }

  @Test func `what is missing, broken off, silent or not trusted leaves the last one in force`()
    async throws
  {
    let source = "https://\(git.address)/file/web.bundle"
    try serve(bundle(1))
    #expect(await (try keeper(source, signers: alice.line)).refresh().isNew)
    try FileManager.default.removeItem(atPath: program.path("repositories/web.bundle"))
    let gone = await (try keeper(source, signers: alice.line)).refresh()
    #expect(gone.problem?.kind == .unreachable)
    #expect(gone.problem?.message.contains("404") == true, "\(gone)")
    #expect(try text(gone) == "name: web # 1\n")

    try serve(bundle(2))
    let half = await
      (try keeper(
        "https://\(git.address)/half/web.bundle", signers: alice.line)).refresh()
    #expect(half.problem?.kind == .unreachable, "\(half)")
    #expect(half.manifest == nil)
    let silent = await
      (try keeper("https://\(git.address)/slow/x.bundle", signers: alice.line) {
        $0.stall = .seconds(1)
      }).refresh()
    #expect(silent.problem?.message.contains("nothing came") == true, "\(silent)")
    let large = await (try keeper(source, signers: alice.line) { $0.fileBytes = 700 }).refresh()
    #expect(large.problem?.kind == .refused, "\(large)")
    #expect(try text(large) == "name: web # 1\n")

    let other = await
      (try keeper(
        source, signers: TestSigner("bob", seed: 2).line)).refresh()
    #expect(other.problem?.message.contains("nobody who may sign") == true)
    git.stop()
    let away = await (try keeper(source, signers: alice.line)).refresh()
    #expect(away.problem?.kind == .unreachable)
    #expect(try text(away) == "name: web # 1\n")
  }

  @Test func `a bundle of a thousand files is put in place whole, and for nobody else`()
    async throws
  {
    var files = ["manifest.yml": "name: web\n"]
    for number in 0..<1_000 { files["files/\(number % 10)/\(number)"] = "file \(number)\n" }
    try serve(
      alice.bundle(files, version: 1, created: "2000-01-01", expires: "2099-01-01"))
    let standing = await
      (try keeper(
        "https://\(git.address)/file/web.bundle", signers: alice.line)).refresh()
    let manifest = try #require(standing.manifest, "\(standing)")
    let folder = manifest.replacing("/manifest.yml", with: "")
    let checked = try program.shell(
      """
      cd \(folder) && find . -type f | wc -l && cat files/7/997 \
        && find \(program.state)/source ! -perm 600 ! -perm 700 && ls \(folder)/../..
      """)
    #expect(checked.output == "1001\nfile 997\nstate.json\nversions\n", "\(checked)")
  }

  // MARK: git

  @Test(arguments: ["https", "file"])
  func `a branch is followed, and what it had is kept when it is away`(way: String) async throws {
    try git.commit(
      ["hosts/web/manifest.yml": "name: web # 1\n", "other": "x"], to: "site", "git tag v1")
    let base =
      way == "https" ? git.source("site") : "git+file://\(program.path("repositories/site"))"
    let keeper = try keeper("\(base)//hosts/web?ref=main", signers: nil)
    let tagged = try self.keeper("\(base)//hosts/web?ref=v1", signers: nil)
    let first = await keeper.refresh()
    #expect(first.isNew, "\(first)")
    #expect(try text(first) == "name: web # 1\n")
    #expect(try text(await tagged.refresh()) == "name: web # 1\n")
    #expect(await !keeper.refresh().isNew)
    try git.commit(["other": "y"], to: "site")
    #expect(await !keeper.refresh().isNew, "nothing of it has changed")
    let second = try git.commit(["hosts/web/manifest.yml": "name: web # 2\n"], to: "site")
    let moved = await keeper.refresh()
    #expect(moved.isNew)
    #expect(try text(moved) == "name: web # 2\n")
    #expect(moved.accepted?.name == "commit \(second.prefix(12))")
    #expect(await !tagged.refresh().isNew, "a tag stays where it is")
    git.stop()
    try FileManager.default.moveItem(
      atPath: program.path("repositories"), toPath: program.path("away"))
    let away = await keeper.refresh()
    #expect(away.problem?.kind == .unreachable, "\(away)")
    #expect(try text(away) == "name: web # 2\n")
  }

  @Test func `only a commit that an allowed signer has signed is taken`() async throws {
    let made = try program.shell("ssh-keygen -q -t ed25519 -N '' -f key; cat key.pub")
    let signers = "carol namespaces=\"git\" \(made.output)"
    let sign = """
      GIT_COMMITTER_DATE=WHEN git -c gpg.format=ssh -c user.signingKey=\(program.path("key.pub")) \
      commit -q --allow-empty -S -m signed
      """
    func commit(_ version: Int, _ date: String? = nil) throws {
      try git.commit(
        ["manifest.yml": "name: web # \(version)\n"], to: "site",
        date.map { sign.replacing("WHEN", with: "'\($0)'") } ?? "")
    }
    let keeper = try keeper(git.source("site?ref=main"), signers: signers)
    try commit(1)
    let unsigned = await keeper.refresh()
    #expect(unsigned.problem?.kind == .refused)
    #expect(unsigned.problem?.message.contains("it is not signed") == true, "\(unsigned)")
    #expect(unsigned.manifest == nil)
    try commit(2, "2026-02-01T00:00:00Z")
    let signed = await keeper.refresh()
    #expect(signed.isNew, "\(signed)")
    #expect(signed.accepted?.signer == "carol")
    #expect(try text(signed) == "name: web # 2\n")
    try commit(3)
    let again = await keeper.refresh()
    #expect(again.problem?.message.contains("it is not signed") == true)
    #expect(try text(again) == "name: web # 2\n")
    try commit(4, "2026-01-15T00:00:00Z")
    let older = await keeper.refresh()
    #expect(older.problem?.message.contains("was made before") == true, "\(older)")
    let strangers = try self.keeper(git.source("site?ref=main"), signers: alice.line)
    #expect(
      await strangers.refresh().problem?.message.contains("nobody who may sign") == true)
    try commit(5, "2026-03-01T00:00:00Z")
    #expect(try text(await keeper.refresh()) == "name: web # 5\n")
  }

  @Test func `a repository without a manifest, a ref or a directory is no source`() async throws {
    try git.commit(["a/x": "x"], to: "site")
    for (source, words) in [
      ("site//a", "has no manifest.yml"), ("site//b", "no such directory"),
      ("site//a?ref=v9", "no tag or branch 'v9'"), ("none", ""),
    ] {
      let standing = await (try keeper(git.source(source), signers: nil)).refresh()
      #expect(standing.problem?.message.contains(words) ?? false || words.isEmpty, "\(standing)")
      #expect(standing.problem != nil)
      #expect(standing.manifest == nil)
    }
    try git.commit(
      ["manifest.yml": "name: web\n"], to: "linked", "ln -s x y; git add y; git commit -qm y")
    let linked = await (try keeper(git.source("linked"), signers: nil)).refresh()
    #expect(linked.problem?.kind == .refused)
    #expect(linked.problem?.message.contains("'y' is a symbolic link") == true, "\(linked)")
  }

  @Test func `a commit that was taken unsigned needs a signature once there are signers`()
    async throws
  {
    try git.commit(["manifest.yml": "name: web # 1\n"], to: "site")
    let source = git.source("site?ref=main")
    #expect(await (try keeper(source, signers: nil)).refresh().isNew)
    let standing = await (try keeper(source, signers: alice.line)).refresh()
    #expect(standing.problem?.message.contains("it is not signed") == true, "\(standing)")
    #expect(try text(standing) == "name: web # 1\n", "it stays until there is another")
  }
}
