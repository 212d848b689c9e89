import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeHooks
@testable import ConvergeSignatures

@Suite struct `The policy of scripts` {
  private static let content = String(decoding: SignatureVectors.content, as: UTF8.self)
  private static let signers = Value.text("alice \(SignatureVectors.alice)")

  private func policy(_ members: KeyValuePairs<String, Value>) throws -> ScriptPolicy {
    var problems = Diagnostics()
    let policy = ScriptPolicy(.record(members), named: "hooks.policy", reporting: &problems)
    #expect(problems.items == [])
    return try #require(policy)
  }

  private func bench(_ policy: ScriptPolicy) -> FetchBench {
    var bench = FetchBench()
    bench.policy = policy
    bench.serve(.file(SignatureVectors.content))
    bench.machine.serve(
      "https://h/a.sig?sig=secret", [SimulatedAnswer.file(bytes(SignatureVectors.sha512))])
    return bench
  }

  private func file(
    _ bench: FetchBench, _ signature: FileSignature? = nil, _ key: String? = nil
  ) throws -> HookFile {
    try bench.file(
      of: Self.content, signature: signature, publicKey: key.map { try SigningKey($0) })
  }

  @Test func `an empty one allows everything`() async throws {
    let bench = bench(try policy([:]))
    #expect(try await bench.fetch(file(bench)).first?.signer == nil)
    #expect(bench.fetcher().refusal(ofScript: bytes("rm"), named: "script") == nil)
  }

  @Test func `a digest that is not named does not run, and is not even fetched`() async throws {
    let other = Digest(of: "other").hexadecimal
    let bench = bench(try policy(["allowed_digests": .list([.text(other)])]))
    let failure = try await bench.failure(file(bench))
    #expect(failure.reason == .policy)
    #expect(failure.error.because.contains("does not allow 'run.sh'"))
    #expect(failure.error.because.contains(Digest(of: Self.content).hexadecimal))
    #expect(bench.machine.requests.count == 0)
  }

  @Test func `what is taken unverified is held against the digests once it has come`()
    async throws
  {
    let named = Digest(of: Self.content).hexadecimal
    let bench = bench(try policy(["allowed_digests": .list([.text(named.uppercased())])]))
    #expect(try await bench.fetch(bench.file(of: nil)).count == 1)
    bench.serve(.file(bytes("other")))
    #expect(try await bench.failure(bench.file(of: nil)).reason == .policy)
  }

  /// Defect 5 of the extension: it hashed what its rewriting of line ends had made.
  @Test func `a digest is of content as it came`() async throws {
    let windows = "#!/bin/sh\r\necho hello\r\n"
    let bench = bench(
      try policy(["allowed_digests": .list([.text(Digest(of: windows).hexadecimal)])]))
    bench.serve(.file(bytes(windows)))
    let files = try await bench.fetch(bench.file(of: windows))
    #expect(try files.first?.bytes(on: bench.machine.host, limitBytes: 100) == bytes(windows))
  }

  @Test func `files from beside the manifest and scripts are held against it too`()
    async throws
  {
    let bench = bench(try policy(["allowed_digests": []]))
    let given = HookFile(.given(bytes("x")), name: "x")
    #expect(try await bench.failure(given).reason == .policy)
    let refusal = bench.fetcher().refusal(ofScript: bytes("rm"), named: "script")
    #expect(refusal?.contains(Digest(of: "rm").hexadecimal) == true)
  }

  @Test func `where signatures are asked for, nothing without one runs`() async throws {
    let bench = bench(try policy(["require_signature": true, "allowed_signers": Self.signers]))
    #expect(try await bench.failure(file(bench)).reason == .signature)
    let signed = try file(bench, .text(SignatureVectors.sha512))
    #expect(try await bench.fetch(signed).first?.signer == "alice")
    #expect(bench.fetcher().refusal(ofScript: bytes("rm"), named: "script") != nil)
  }

  @Test func `a key in the manifest is no allowed signer`() async throws {
    let bench = bench(try policy(["require_signature": true, "allowed_signers": Self.signers]))
    let plain = try file(bench, .text(SignatureVectors.plain), SignatureVectors.plainKey)
    let failure = try await bench.failure(plain)
    #expect(failure.reason == .signature)
  }

  @Test func `each demand stands for itself`() async throws {
    let bench = bench(
      try policy([
        "allowed_digests": [], "require_signature": true, "allowed_signers": Self.signers,
      ]))
    let signed = try file(bench, .text(SignatureVectors.sha512))
    #expect(try await bench.failure(signed).reason == .policy)
    let named = Value.list([.text(Digest(of: Self.content).hexadecimal)])
    let other = self.bench(
      try policy([
        "allowed_digests": named, "require_signature": true, "allowed_signers": Self.signers,
      ]))
    #expect(try await other.failure(file(other)).reason == .signature)
    #expect(try await other.fetch(signed).count == 1)
  }

  @Test func `a signature is fetched, and its URL's query is shown nowhere`() async throws {
    let bench = bench(try policy(["allowed_signers": Self.signers]))
    let address = try WebAddress("https://h/a.sig?sig=secret")
    #expect(try await bench.fetch(file(bench, .web(address))).first?.signer == "alice")
    #expect(try bench.names("partial") == [])
    bench.machine.serve(address.text, [SimulatedAnswer.file(bytes("nonsense"))])
    #expect(try await bench.failure(file(bench, .web(address))).reason == .signature)
    bench.machine.serve(
      address.text, [SimulatedAnswer.file([UInt8](repeating: 65, count: 1 << 20))])
    #expect(try await bench.failure(file(bench, .web(address))).error.reason == .tooLarge)
    bench.machine.serve(address.text, [SimulatedAnswer.passing("503")])
    #expect(try await bench.failure(file(bench, .web(address))).reason == .download)
  }

  @Test func `a signature that is declared must fit, whatever the policy`() async throws {
    let bench = bench(ScriptPolicy())
    let alice = SignatureVectors.alice
    let good = try file(bench, .text(SignatureVectors.sha256), alice)
    #expect(try await bench.fetch(good).first?.signer == SignatureVectors.aliceFingerprint)
    for (text, key) in [
      (SignatureVectors.sha512, SignatureVectors.bob), (SignatureVectors.plain, alice),
      (SignatureVectors.otherNamespace, alice), ("nonsense", alice),
    ] {
      #expect(try await bench.failure(file(bench, .text(text), key)).reason == .signature)
    }
    // Nobody is known whose it could be.
    #expect(
      try await bench.failure(file(bench, .text(SignatureVectors.sha512))).reason == .signature)
    let other = HookFile(
      .given(bytes("other")), name: "x", signature: .text(SignatureVectors.sha512),
      publicKey: try SigningKey(alice))
    #expect(try await bench.failure(other).reason == .signature)
  }

  @Test(arguments: [
    (Value.text("x"), "'hooks.policy' must be a mapping"),
    (.record(["allow_digests": []]), "unknown key 'hooks.policy.allow_digests'"),
    (.record(["allowed_digests": "x"]), "'hooks.policy.allowed_digests' must be a list"),
    (.record(["allowed_digests": ["x"]]), "'hooks.policy.allowed_digests[0]' must be 64"),
    (.record(["require_signature": "yes"]), "'hooks.policy.require_signature' must be true or"),
    (.record(["require_signature": true]), "asks for signatures, and nobody may sign"),
    (
      .record(["require_signature": true, "allowed_signers": "# none"]),
      "asks for signatures, and nobody may sign"
    ),
    (.record(["allowed_signers": 5]), "'hooks.policy.allowed_signers' must be text"),
    (
      .record(["allowed_signers": ["# one", "alice ssh-rsa AAAA"]]),
      "'hooks.policy.allowed_signers', line 2: the key is of the type 'ssh-rsa'"
    ),
  ])
  func `what is wrong in a policy is told by name, and it is none`(value: Value, message: String) {
    var problems = Diagnostics()
    #expect(ScriptPolicy(value, named: "hooks.policy", reporting: &problems) == nil)
    #expect(problems.items.count == 1, "\(problems.items)")
    #expect(problems.items.first?.message.contains(message) == true, "\(problems.items)")
  }
}
