import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeHooks
@testable import ConvergeSignatures

/// A simulated host with servers, and hooks that want something of them.
struct FetchBench {
  static let area = "/var/lib/converge/hooks"
  static let url = "https://example.org/run.sh?sig=secret"
  let machine = SimulatedHost()
  var policy = ScriptPolicy()
  var limits = FetchLimits()

  func file(
    _ url: String = FetchBench.url, of content: String? = "hello", name: String = "run.sh",
    signature: FileSignature? = nil, publicKey: SigningKey? = nil
  ) throws -> HookFile {
    HookFile(
      .web(try WebAddress(url), sha256: content.map { Digest(of: $0) }), name: name,
      signature: signature, publicKey: publicKey)
  }

  func fetcher(run: String = "2026-11-23T21:40:12Z-3f9a") -> HookFetcher {
    HookFetcher(
      host: machine.host, area: Self.area, run: RunID(run), policy: policy, limits: limits)
  }

  func fetch(_ files: HookFile...) async throws(FetchFailure) -> [VerifiedFile] {
    try await fetcher().fetch(files)
  }

  /// Why they do not come.
  func failure(_ files: HookFile...) async throws -> FetchFailure {
    do throws(FetchFailure) { _ = try await fetcher().fetch(files) } catch {
      #expect(!error.error.description.contains("secret"))
      return error
    }
    Issue.record("the files came")
    throw CancellationError()
  }

  /// What is in a file once it was placed.
  func placed(_ file: VerifiedFile) throws -> String {
    machine.putDirectory("/run/hook", mode: 0o700)
    try file.place(
      in: "/run/hook", mode: 0o500, owner: FileOwner(user: nil, group: nil), on: machine.host)
    let status = try machine.files.status("/run/hook/\(file.name)")
    #expect(status?.mode == 0o500)
    #expect(try machine.files.list("/run/hook").contains(".placing~") == false)
    return String(
      decoding: try machine.files.read("/run/hook/\(file.name)", limitBytes: 1 << 20),
      as: UTF8.self)
  }

  func names(_ folder: String) throws -> [String] {
    try machine.files.list("\(Self.area)/\(folder)")
  }

  func cachePath(_ content: String) -> String {
    "\(Self.area)/cache/sha256/\(Digest(of: content).hexadecimal)"
  }

  /// The times at which servers were asked, in seconds from the first.
  func serve(_ answers: SimulatedAnswer..., at url: String = FetchBench.url) {
    machine.serve(url, answers)
  }

  /// How much time passes, in milliseconds.
  func milliseconds(_ body: () async throws -> Void) async rethrows -> Int64 {
    let start = machine.host.clock.now().monotonicNanoseconds
    try await body()
    return Int64((machine.host.clock.now().monotonicNanoseconds - start) / 1_000_000)
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
