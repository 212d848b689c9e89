import ConvergeCore
import ConvergeSignatures
import ConvergeTestSupport
import Testing

@testable import ConvergeAgent

/// A simulated host with a source, in the state directory of its own.
struct SourceBench {
  static let url = "https://example.org/web.bundle?token=secret"
  static let state = "/var/lib/converge"
  let machine = SimulatedHost()
  let alice: TestSigner
  let bob: TestSigner
  var revisions = FakeRevisions()

  init() throws {
    alice = try TestSigner("alice", seed: 1)
    bob = try TestSigner("bob", seed: 2)
    machine.putDirectory(Self.state, mode: 0o700)
  }

  var now: Int64 { machine.host.clock.now().wallNanoseconds / 1_000_000_000 }

  func signers(_ line: String? = nil) -> AllowedSigners {
    AllowedSigners(line ?? alice.line) { Issue.record("line \($0): \($1.message)") }
  }

  func keeper(
    _ source: String = SourceBench.url, signers: AllowedSigners?
  ) throws -> SourceKeeper {
    SourceKeeper(
      try AgentSource(source), signers: signers, stateDirectory: Self.state, host: machine.host,
      revisions: revisions)
  }

  func keeper(_ source: String = SourceBench.url) throws -> SourceKeeper {
    try keeper(source, signers: signers())
  }

  /// What the server has from now on.
  func serve(_ answers: SimulatedAnswer...) { machine.serve(Self.url, answers) }

  /// A bundle of alice's, whose manifest says which version it is.
  func bundle(
    _ version: Int64, name: String = "web", expires: String = "2099-01-01"
  ) throws -> [UInt8] {
    try alice.bundle(
      ["manifest.yml": "name: web # \(version)\n", "files/run.sh": "true\n"], name: name,
      version: version, created: "2000-01-01", expires: expires)
  }

  /// What is in the manifest that is in force.
  func manifest(_ standing: SourceStanding) throws -> String? {
    try standing.manifest.map {
      String(decoding: try machine.files.read($0, limitBytes: 1 << 20), as: UTF8.self)
    }
  }

  /// All that lies in the state directory, without the digests' digits.
  func names(_ path: String = SourceBench.state + "/source") throws -> [String] {
    guard try machine.files.status(path) != nil else { return [] }
    return try machine.files.list(path).flatMap { name -> [String] in
      let full = "\(path)/\(name)"
      guard try machine.files.status(full)?.type == .directory else { return [name] }
      return try names(full).map { "\(name.count > 15 ? "*" : name)/\($0)" }
    }
  }
}

/// Repositories that a test makes up.
struct FakeRevisions: RevisionReader {
  var head: Result<String, HostError> = .success(String(repeating: "a", count: 40))
  var snapshots: [String: RemoteSnapshot] = [:]

  func commit(of revision: RemoteRevision) async throws(HostError) -> String { try head.get() }

  func snapshot(
    of directory: String, in revision: RemoteRevision, at commit: String
  ) async throws(HostError) -> RemoteSnapshot {
    guard let snapshot = snapshots[commit] else {
      throw HostError(.notFound, "fetch", "the commit \(commit)", because: "it is not there")
    }
    return snapshot
  }
}
