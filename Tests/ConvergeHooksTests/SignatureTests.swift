import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHooks
@testable import ConvergeSignatures
@testable import ConvergeTestSupport

@Suite struct `Signatures` {
  private typealias Vectors = SignatureVectors

  @Test(arguments: [SignatureVectors.sha512, SignatureVectors.sha256])
  func `what ssh-keygen signs is verified`(text: String) throws {
    let alice = try SigningKey(Vectors.alice)
    let signature = try SignatureText(text)
    #expect(signature.isMade(by: alice, of: Vectors.content))
    #expect(!signature.isMade(by: try SigningKey(Vectors.bob), of: Vectors.content))
    #expect(!signature.isMade(by: alice, of: Vectors.content + [0]))
    #expect(!signature.isMade(by: alice, of: []))
    #expect("\(alice)" == Vectors.aliceFingerprint)
  }

  @Test func `it may have other line ends and spaces around it`() throws {
    for text in [
      Vectors.sha512.replacingOccurrences(of: "\n", with: "\r\n"),
      "\n  " + Vectors.sha512.replacingOccurrences(of: "\n", with: "\n  "),
    ] {
      #expect(
        try SignatureText(text).isMade(by: try SigningKey(Vectors.alice), of: Vectors.content))
    }
  }

  @Test func `a plain Ed25519 signature is verified, by a key in two forms`() throws {
    let signature = try SignatureText(Vectors.plain + "\n")
    for text in [Vectors.plainKey, Vectors.plainKeyDigits, Vectors.plainKeyDigits + "\n"] {
      let key = try SigningKey(text)
      #expect(signature.isMade(by: key, of: Vectors.content))
      #expect(!signature.isMade(by: key, of: Vectors.content.dropLast()))
    }
    #expect(!signature.isMade(by: try SigningKey(Vectors.alice), of: Vectors.content))
  }

  @Test(arguments: [
    (SignatureVectors.otherNamespace, "made for 'file' and not for 'converge'"),
    (SignatureVectors.otherType, "of the type 'ecdsa-sha2-nistp256'"),
    ("", "of a kind that is known"), ("AAAA", "of a kind that is known"),
    ("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----", "damaged"),
    ("-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----", "damaged"),
    ("-----BEGIN SSH SIGNATURE-----\n????\n-----END SSH SIGNATURE-----", "damaged"),
    (
      SignatureVectors.sha512.replacingOccurrences(of: "AAAAAQ", with: "AAAAAg"),
      "of version 2"
    ),
    (String(repeating: "A", count: 20_000), "more than 16 KiB"),
  ])
  func `a signature that is none is told why`(text: String, message: String) {
    let problem = #expect(throws: SignatureProblem.self) { try SignatureText(text) }
    #expect(problem?.message.contains(message) == true, "\(problem?.message ?? "")")
  }

  @Test(arguments: [
    ("", "no Ed25519 key"), ("AAAA", "no Ed25519 key"), (SignatureVectors.ecdsa, "'ecdsa-sha2"),
    ("ssh-ed25519 AAAA", "damaged"), ("ssh-ed25519 ????", "damaged"),
    ("ssh-ed25519 AAAAB3NzaC1yc2EAAAAA", "'ssh-rsa'"),
    ("sk-ssh-ed25519@openssh.com AAAA", "'sk-ssh-ed25519@openssh.com'"),
    (String(repeating: "0", count: 62), "no Ed25519 key"),
  ])
  func `a key that is none is told why`(text: String, message: String) {
    let problem = #expect(throws: SignatureProblem.self) { try SigningKey(text) }
    #expect(problem?.message.contains(message) == true, "\(problem?.message ?? "")")
  }

  /// No byte that is changed, left out or added makes another signature that fits.
  @Test func `no damaged signature is taken, and none stops us`() throws {
    let key = try SigningKey(Vectors.alice)
    var numbers = SeededNumbers(seed: 4)
    let blob = try #require(
      Base64Text.decoded(Vectors.sha512.split(separator: "\n")[1...4].joined().utf8))
    var refused = 0
    for round in 0..<6_000 {
      var bytes = blob
      let place = Int(numbers.next() % UInt64(bytes.count))
      switch round % 5 {
      case 0: bytes[place] ^= UInt8(1 << (numbers.next() % 8))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(UInt8(truncatingIfNeeded: numbers.next()), at: place)
      case 3: bytes.removeLast(place)
      default:
        // A length that leads anywhere.
        for index in place..<min(place + 4, bytes.count) {
          bytes[index] = UInt8(truncatingIfNeeded: numbers.next())
        }
      }
      let text =
        "\(SSHSignature.heading)\n\(Data(bytes).base64EncodedString())\n"
        + "-----END SSH SIGNATURE-----\n"
      let isTaken =
        (try? SignatureText(text))?.isMade(by: key, of: Vectors.content) ?? false
      #expect(isTaken == (bytes == blob), "round \(round)")
      refused += isTaken ? 0 : 1
    }
    #expect(refused > 5_000)
  }

  @Test func `no made-up text stops us`() {
    var numbers = SeededNumbers(seed: 5)
    let pieces = [
      "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----", "\n", "\r\n", " ", "U1NIU0lH",
      "AAAA", "=", "==", "\u{301}", "ssh-ed25519", "namespaces=\"", "\"", ",", "valid-after=\"2026",
      "Z\"", "cert-authority", "\u{0}", "*", "!",
    ]
    var taken = 0
    for _ in 0..<3_000 {
      let text = (0..<Int(numbers.next() % 12)).map { _ in
        pieces[Int(numbers.next() % UInt64(pieces.count))]
      }.joined()
      if (try? SignatureText(text)) != nil { taken += 1 }
      if (try? SigningKey(text)) != nil { taken += 1 }
      taken += AllowedSigners(text) { _, _ in }.signers.count
    }
    #expect(taken == 0)
  }

  @Test func `base64 has one form for each bytes`() {
    #expect(Base64Text.decoded("aGVsbG8=".utf8) == Array("hello".utf8))
    #expect(Base64Text.decoded("aGVs\n bG8=\t".utf8) == Array("hello".utf8))
    #expect(Base64Text.decoded("".utf8) == [])
    for text in ["aGVsbG8", "aGVsbG9=", "aGVsbG8==", "a", "=", "aGV=sbG8=", "aGVs-G8="] {
      #expect(Base64Text.decoded(text.utf8) == nil, "\(text)")
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")
        || ProcessInfo.processInfo.environment["CI"] != nil, "ssh-keygen is not installed"))
  func `what the installed ssh-keygen signs is verified`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "converge-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let content = folder.appending(path: "content")
    try Data(Vectors.content).write(to: content)
    let key = folder.appending(path: "key").path
    try run("-q", "-t", "ed25519", "-N", "", "-C", "carol@host", "-f", key)
    try run("-q", "-Y", "sign", "-n", "converge", "-f", key, content.path)
    let signature = try SignatureText(
      try String(contentsOf: folder.appending(path: "content.sig"), encoding: .utf8))
    let publicKey = try String(contentsOfFile: "\(key).pub", encoding: .utf8)
    let signers = AllowedSigners("carol namespaces=\"converge\" \(publicKey)") { line, problem in
      Issue.record("line \(line): \(problem.message)")
    }
    #expect(try signers.signer(of: Vectors.content, by: signature, atSeconds: 0) == "carol")
    #expect(throws: SignatureProblem.self) {
      try signers.signer(of: [1], by: signature, atSeconds: 0)
    }
  }

  private func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/ssh-keygen")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
