import ConvergeSignatures
import ConvergeTestSupport
import Testing

@testable import ConvergeAgent

/// Commits as `git cat-file commit` shows them.
@Suite struct `Signed commits` {
  private let alice: TestSigner

  init() throws { alice = try TestSigner("alice", seed: 1) }

  private static let head = """
    tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
    parent 0000000000000000000000000000000000000001
    author A <a@example.org> 1700000000 +0100
    committer C D <c@example.org> 1700000600 -0330

    """
  private static let message = "\na subject\n\ngpgsig of nobody\n and more\n"

  /// The commit with its signature, between its head and its message.
  private func commit(
    _ head: String = head, _ message: String = message, field: String = "gpgsig",
    for namespace: String = "git"
  ) throws -> [UInt8] {
    let armour = try alice.sign(Array((head + message).utf8), for: namespace)
    let lines = armour.split(separator: "\n").joined(separator: "\n ")
    return Array("\(head)\(field) \(lines)\n\(message)".utf8)
  }

  private func signer(_ object: [UInt8]) throws(SignatureProblem) -> String {
    let signers = AllowedSigners(alice.line) { Issue.record("line \($0): \($1.message)") }
    return try SignedCommit(object).signer(among: signers, atSeconds: 0)
  }

  @Test(arguments: ["gpgsig", "gpgsig-sha256"])
  func `one is verified, and its time read`(field: String) throws {
    let object = try commit(field: field)
    #expect(try signer(object) == "alice")
    #expect(try SignedCommit(object).seconds == 1_700_000_600)
  }

  @Test func `a signed merge with a signed tag in it is verified`() throws {
    let head = Self.head + "mergetag object 01\n type commit\n gpgsig x\n -----END-----\n"
    #expect(try signer(commit(head)) == "alice")
  }

  @Test func `what is not signed, or otherwise, is told so`() throws {
    let pgp = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n"
    for (text, words) in [
      (Self.head + Self.message, "it is not signed"),
      (Self.head + pgp + Self.message, "otherwise than with an SSH key"),
      ("", "no commit"), ("tree 1\n\nx", "no commit"), (Self.message, "no commit"),
    ] {
      let problem = #expect(throws: SignatureProblem.self) { try signer(Array(text.utf8)) }
      #expect(problem?.message.contains(words) == true, "\(problem as Any)")
    }
    let other = #expect(throws: SignatureProblem.self) {
      try signer(commit(for: "converge-bundle"))
    }
    #expect(other?.message.contains("not for 'git'") == true)
  }

  @Test func `with two signatures neither counts`() throws {
    let text = String(decoding: try commit(), as: UTF8.self)
    let twice = text.replacing(Self.message, with: "") + "gpgsig x\n" + Self.message
    #expect(throws: SignatureProblem.self) { try signer(Array(twice.utf8)) }
  }

  @Test func `no byte of one can be another`() throws {
    let object = try commit()
    // The signature itself is tried where signatures are: it may have other line ends.
    let start = Self.head.utf8.count
    let end = object.count - Self.message.utf8.count
    var changed = object
    for place in object.indices where place < start || place >= end {
      changed[place] ^= 1
      #expect(throws: SignatureProblem.self, "byte \(place)") { try signer(changed) }
      changed[place] = object[place]
    }
    #expect(try signer(changed) == "alice")
  }
}
