internal import ConvergeSignatures

/// A commit as git stores it, taken apart: what is signed, and the signature.
struct SignedCommit: Sendable {
  /// When it was committed, in seconds since 1970.
  let seconds: Int64
  private let payload: [UInt8]
  private let signature: String?

  /// - Throws: `SignatureProblem` where it is no commit.
  init(_ object: [UInt8]) throws(SignatureProblem) {
    var payload: [UInt8] = []
    var armour: [String] = []
    var signatures = 0
    var isOfSignature = false
    var seconds: Int64?
    var rest = object[...]
    // The header ends with an empty line; behind it is the message, which can say anything.
    while let end = rest.firstIndex(of: 0x0A), end != rest.startIndex {
      let line = rest[...end]
      rest = rest[(end + 1)...]
      let text = String(decoding: line.dropLast(), as: UTF8.self)
      if isOfSignature, line.first == 0x20 {
        armour.append(String(text.dropFirst()))
        continue
      }
      // Of both hash functions: neither is part of what is signed.
      isOfSignature = text.hasPrefix("gpgsig ") || text.hasPrefix("gpgsig-sha256 ")
      if isOfSignature {
        signatures += 1
        armour.append(text.split(separator: " ", maxSplits: 1).last.map(String.init) ?? "")
        continue
      }
      if text.hasPrefix("committer ") {
        let words = text.split(separator: " ")
        seconds = words.count > 2 ? Int64(words[words.count - 2]) : nil
      }
      payload += line
    }
    guard let seconds, object.starts(with: Array("tree ".utf8)), signatures < 2 else {
      throw SignatureProblem(Message.noCommit)
    }
    self.seconds = seconds
    self.payload = payload + rest
    signature = signatures == 0 ? nil : armour.joined(separator: "\n")
  }

  /// The name of whoever of them has signed it.
  func signer(
    among signers: AllowedSigners, atSeconds now: Int64
  ) throws(SignatureProblem) -> String {
    guard let signature else { throw SignatureProblem(Message.unsigned) }
    guard signature.hasPrefix("-----BEGIN SSH SIGNATURE-----") else {
      throw SignatureProblem(Message.otherKind)
    }
    return try signers.signer(
      of: payload, by: try SSHSignature(armoured: signature, for: .commit), atSeconds: now)
  }
}

private enum Message {
  static let noCommit = "it is no commit as git writes one"
  static let unsigned = "it is not signed, and only what an allowed signer has signed is taken"
  static let otherKind =
    "it is signed otherwise than with an SSH key: sign with 'git -c gpg.format=ssh commit -S'"
}
