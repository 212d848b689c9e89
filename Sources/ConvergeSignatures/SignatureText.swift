/// A signature of a file, in one of the two forms that we know.
package struct SignatureText: Sendable, Hashable {
  /// As text; a signature by an Ed25519 key has some 300 bytes.
  package static let limitBytes = 16 << 10

  enum Form: Sendable, Hashable {
    case ssh(SSHSignature)
    /// 64 bytes over the content itself (RFC 8032, Ed25519), which say nothing of a key.
    case plain([UInt8])
  }

  let form: Form

  /// Reads a signature of a hook's file.
  package init(_ text: String) throws(SignatureProblem) {
    guard text.utf8.count <= Self.limitBytes else { throw SignatureProblem(Message.tooLong) }
    let start = text.drop { $0.isWhitespace }
    if start.hasPrefix(SSHSignature.heading) {
      form = .ssh(try SSHSignature(armoured: text, for: .file))
      return
    }
    guard let bytes = Base64Text.decoded(text.utf8), bytes.count == 64 else {
      throw SignatureProblem(Message.unknown)
    }
    form = .plain(bytes)
  }

  /// Whether it is `key`'s signature of `content`.
  package func isMade(by key: SigningKey, of content: [UInt8]) -> Bool {
    switch form {
    case .ssh(let signature): signature.key == key && signature.fits(content)
    case .plain(let bytes): key.verifies(bytes, of: content)
    }
  }
}

private enum Message {
  static let tooLong = "the signature has more than 16 KiB"
  static let unknown = "it is no signature of a kind that is known"
}
