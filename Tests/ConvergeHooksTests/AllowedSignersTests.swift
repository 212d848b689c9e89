import ConvergeCore
import Testing

@testable import ConvergeHooks
@testable import ConvergeSignatures

@Suite struct `Allowed signers` {
  private static let alice = SignatureVectors.alice
  /// 2026-06-01T00:00:00Z.
  private static let june: Int64 = 1_780_272_000

  private func signer(
    _ text: String, _ signature: String = SignatureVectors.sha512
  ) throws -> String {
    let signers = AllowedSigners(text) { line, problem in
      Issue.record("line \(line): \(problem.message)")
    }
    return try signers.signer(
      of: SignatureVectors.content, by: try SignatureText(signature), atSeconds: Self.june)
  }

  @Test(arguments: [
    "alice \(alice)", "alice,al@example.org \(alice) a comment of words", "\talice  \(alice)\r",
    "# nobody\n\nbob \(SignatureVectors.bob)\nalice \(alice)",
    "alice namespaces=\"converge\" \(alice)", "alice namespaces=\"file,con*\" \(alice)",
    "alice namespaces=\"c?nverge\" \(alice)", "alice NAMESPACES=\"converge\" \(alice)",
    "alice valid-after=\"20260101Z\" \(alice)", "alice valid-before=\"202612312359Z\" \(alice)",
    "alice valid-after=\"20260531235959Z\",valid-before=\"20260601000001Z\" \(alice)",
    "alice namespaces=converge \(alice)",
    "alice valid-before=\"20200101Z\" \(alice)\nalice \(alice)",
  ])
  func `whoever has signed is found`(text: String) throws {
    #expect(try signer(text).hasPrefix("alice"))
  }

  @Test(arguments: [
    ("", "nobody who may sign"), ("bob \(SignatureVectors.bob)", "nobody who may sign"),
    ("alice namespaces=\"file\" \(alice)", "may not sign for 'converge'"),
    ("alice namespaces=\"*,!converge\" \(alice)", "may not sign for 'converge'"),
    ("alice valid-after=\"20260602Z\" \(alice)", "not valid yet"),
    ("alice valid-before=\"20260601Z\" \(alice)", "not valid any more"),
  ])
  func `whoever may not is refused`(text: String, message: String) {
    let problem = #expect(throws: SignatureProblem.self) { try signer(text) }
    #expect(problem?.message.contains(message) == true, "\(problem?.message ?? "")")
  }

  @Test func `a signature without a namespace is of whoever is bound to none`() throws {
    let key = try SigningKey(SignatureVectors.plainKey)
    let blob = WireReader.string("ssh-ed25519".utf8) + WireReader.string(key.bytes)
    let line = "ssh-ed25519 \(Self.base64(blob))"
    #expect(try signer("carol \(line)", SignatureVectors.plain) == "carol")
    #expect(throws: SignatureProblem.self) {
      try signer("carol namespaces=\"converge\" \(line)", SignatureVectors.plain)
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let text = Base64Text.encodedWithoutPadding(bytes)
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  @Test(arguments: [
    ("alice", "a key is missing"), ("alice ssh-ed25519", "a key is missing"),
    ("alice namespaces=\"converge\"", "a key is missing"),
    ("alice namespaces=\"converge \(alice)", "a quote is not closed"),
    ("alice cert-authority \(alice)", "authorities"),
    ("alice cert-authority,namespaces=\"x\" \(alice)", "authorities"),
    ("alice touch-required=\"1\" \(alice)", "'touch-required' is not known"),
    ("alice namespaces= \(alice)", "'namespaces' must be written once"),
    ("alice namespaces=\"a\",namespaces=\"b\" \(alice)", "must be written once"),
    ("alice namespaces=\"a\"b \(alice)", "must be written once"),
    ("alice valid-after=\"20260101\" \(alice)", "must be in UTC"),
    ("alice valid-after=\"2026Z\" \(alice)", "is no time"),
    ("alice valid-after=\"20261301Z\" \(alice)", "is no time"),
    ("alice valid-after=\"2026010x1Z\" \(alice)", "is no time"),
    ("alice \(SignatureVectors.ecdsa)", "'ecdsa-sha2-nistp256'"),
    ("alice ssh-ed25519 AAAA", "damaged"),
    (String(repeating: "\n", count: 10_001), "more than 10000 lines"),
  ])
  func `a line that is none is told why, and allows nobody`(text: String, message: String) {
    var problems: [String] = []
    let signers = AllowedSigners("\(text)\n") { problems.append($1.message) }
    #expect(problems.count == 1)
    #expect(problems.first?.contains(message) == true, "\(problems)")
    #expect(signers.isEmpty)
  }

  @Test func `the line is told by its number`() {
    var lines: [Int] = []
    let text = "# one\nalice \(Self.alice)\nbob\n\ncarol x\n"
    let signers = AllowedSigners(text) { line, _ in lines.append(line) }
    #expect(lines == [3, 5])
    #expect(signers.signers.count == 1)
  }
}
