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

  package var isEmpty: Bool { signers.isEmpty }

  /// The name of whoever of them has made a signature of `content`, and may at that time.
  ///
  /// A signature without a namespace of its own is one of whoever may sign for all of them.
  func signer(
    of content: [UInt8], by signature: SignatureText, atSeconds now: Int64
  ) throws(SignatureProblem) -> String {
    var refusal: SignatureProblem?
    for signer in signers {
      guard signature.isMade(by: signer.key, of: content) else { continue }
      if let after = signer.validAfterSeconds, now < after {
        refusal = SignatureProblem(Message.early(signer.principals))
      } else if let before = signer.validBeforeSeconds, now >= before {
        refusal = SignatureProblem(Message.late(signer.principals))
      } else if !signer.maySign(signature.form) {
        refusal = SignatureProblem(Message.namespace(signer.principals))
      } else {
        return signer.principals
      }
    }
    throw refusal ?? SignatureProblem(Message.nobody)
  }
}

extension AllowedSigners.Signer {
  fileprivate func maySign(_ form: SignatureText.Form) -> Bool {
    guard let namespaces else { return true }
    guard case .ssh = form else { return false }
    return NamePattern.matches(SSHSignature.namespace, anyOf: namespaces)
  }
}

private enum Message {
  static let tooLong = "there are more than 10000 lines, or more than 1 MiB"
  static let nobody = "the signature is of nobody who may sign, or of other content"
  static func early(_ name: String) -> String { "the key of '\(name)' is not valid yet" }
  static func late(_ name: String) -> String { "the key of '\(name)' is not valid any more" }
  static func namespace(_ name: String) -> String {
    "the key of '\(name)' may not sign for '\(SSHSignature.namespace)'"
  }
}
