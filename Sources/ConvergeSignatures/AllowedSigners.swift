internal import ConvergeCore

/// Who may sign, as in ssh-keygen(1), ALLOWED SIGNERS.
package struct AllowedSigners: Sendable, Hashable {
  struct Signer: Sendable, Hashable {
    /// The names in front of the key.
    let principals: String
    let key: SigningKey
    /// Patterns; nil: any.
    let namespaces: [String]?
    let validAfterSeconds: Int64?
    let validBeforeSeconds: Int64?
  }

  private static let limitBytes = 1 << 20
  private static let limitLines = 10_000

  let signers: [Signer]

  /// Reads the lines of a file, telling of each what is wrong with it.
  package init(_ text: String, reporting report: (Int, SignatureProblem) -> Void) {
    var signers: [Signer] = []
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.limitBytes, lines.count <= Self.limitLines else {
      report(1, SignatureProblem(Message.tooLong))
      self.signers = []
      return
    }
    for (index, line) in lines.enumerated() {
      var reading = AllowedSignerLine(line)
      do throws(SignatureProblem) {
        if let signer = try reading.signer() { signers.append(signer) }
      } catch {
        report(index + 1, error)
      }
    }
    self.signers = signers
  }

  /// One who may sign anything at any time.
  package init(only key: SigningKey, named name: String) {
    signers = [
      Signer(
        principals: name, key: key, namespaces: nil, validAfterSeconds: nil,
        validBeforeSeconds: nil)
    ]
  }

  package var isEmpty: Bool { signers.isEmpty }

  /// The name of whoever of them has made a signature of `content`, and may at that time.
  ///
  /// A signature without a namespace of its own is one of whoever may sign for all of them.
  package func signer(
    of content: [UInt8], by signature: SignatureText, atSeconds now: Int64
  ) throws(SignatureProblem) -> String {
    let namespace: SignatureNamespace? =
      switch signature.form {
      case .ssh(let signature): signature.namespace
      case .plain: nil
      }
    return try signer(for: namespace, atSeconds: now) { signature.isMade(by: $0, of: content) }
  }

  /// The name of whoever of them has made a signature of `content`, and may at that time.
  ///
  /// - Parameter identity: whose names one of the patterns in front of the key must match; nil: any.
  package func signer(
    of content: [UInt8], by signature: SSHSignature, as identity: String? = nil,
    atSeconds now: Int64
  ) throws(SignatureProblem) -> String {
    // One key is asked for whoever may have it, so the signature is held against it only once.
    let fits = signature.fits(content)
    return try signer(for: signature.namespace, as: identity, atSeconds: now) {
      fits && signature.key == $0
    }
  }

  private func signer(
    for namespace: SignatureNamespace?, as identity: String? = nil, atSeconds now: Int64,
    where isMade: (SigningKey) -> Bool
  ) throws(SignatureProblem) -> String {
    var refusal: SignatureProblem?
    for signer in signers {
      guard isMade(signer.key) else { continue }
      if let identity, !signer.isNamed(identity) {
        refusal = SignatureProblem(Message.identity(signer.principals, identity))
      } else if let after = signer.validAfterSeconds, now < after {
        refusal = SignatureProblem(Message.early(signer.principals))
      } else if let before = signer.validBeforeSeconds, now >= before {
        refusal = SignatureProblem(Message.late(signer.principals))
      } else if !signer.maySign(for: namespace) {
        refusal = SignatureProblem(Message.namespace(signer.principals, namespace))
      } else {
        return signer.principals
      }
    }
    throw refusal ?? SignatureProblem(Message.nobody)
  }
}

extension AllowedSigners.Signer {
  fileprivate func maySign(for namespace: SignatureNamespace?) -> Bool {
    guard let namespaces else { return true }
    return namespace.map { NamePattern.matches($0.rawValue, anyOf: namespaces) } ?? false
  }

  fileprivate func isNamed(_ identity: String) -> Bool {
    NamePattern.matches(identity, anyOf: principals.split(separator: ",").map(String.init))
  }
}

private enum Message {
  static let tooLong = "there are more than 10000 lines, or more than 1 MiB"
  static let nobody = "the signature is of nobody who may sign, or of other content"
  static func early(_ name: String) -> String { "the key of '\(name)' is not valid yet" }
  static func late(_ name: String) -> String { "the key of '\(name)' is not valid any more" }
  static func namespace(_ name: String, _ namespace: SignatureNamespace?) -> String {
    "the key of '\(name)' may not sign for '\((namespace ?? .file).rawValue)'"
  }
  static func identity(_ name: String, _ wanted: String) -> String {
    "the signature is by the key of '\(name)' and not of '\(wanted)'"
  }
}
