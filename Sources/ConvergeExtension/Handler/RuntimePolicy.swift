package import ConvergeCore
package import ConvergeHooks

/// What the platform's agent lets a handler run: `waagent_runtime_policy.json` beside its settings.
///
/// One that cannot be read, or that asks for what is not known here, lets nothing run: nobody knows
/// what it means to keep away.
package enum RuntimePolicy {
  package static let fileName = "waagent_runtime_policy.json"
  private static let limitBytes = 1 << 20
  private static let digests = "allowedScripts"
  private static let signing = "requireSigning"
  private static let authority = "fileRootCertCA"

  /// Nil where there is none.
  ///
  /// - Throws: `refused` where it says what is not known.
  package static func read(in folder: String, on host: Host) throws(HostError) -> ScriptPolicy? {
    guard let folder = try host.files.resolve(folder) else { return nil }
    let path = "\(folder)/\(fileName)"
    guard try host.files.status(path) != nil else { return nil }
    let bytes = try host.files.read(path, limitBytes: limitBytes)
    guard let members = (try? Value(json: bytes))?.members else {
      throw refusal(path, Message.noObject)
    }
    var policy = ScriptPolicy()
    for member in members where member.value != .null {
      switch member.key {
      case signing:
        guard let flag = member.value.boolean else { throw refusal(path, Message.noBoolean) }
        policy.requiresSignature = flag
      case digests:
        let texts = member.value.list?.map { $0.text.flatMap(Digest.init(hexadecimal:)) }
        guard let texts, texts.allSatisfy({ $0 != nil }) else {
          throw refusal(path, Message.noDigests)
        }
        policy.allowedDigests = Set(texts.compactMap { $0 })
      case authority:
        guard member.value.text != nil else { throw refusal(path, Message.noText) }
      default: throw refusal(path, Message.unknown(member.key))
      }
    }
    return policy
  }

  private static func refusal(_ path: String, _ because: String) -> HostError {
    HostError(.refused, "follow", path, because: because, remedy: Message.remedy)
  }
}

private enum Message {
  static let noObject = "it is no JSON object"
  static let noBoolean = "'requireSigning' must be true or false"
  static let noDigests = "'allowedScripts' must be a list of SHA-256 digests, 64 hexadecimal digits"
  static let noText = "'fileRootCertCA' must be text"
  static func unknown(_ key: String) -> String {
    "'\(key)' is not known here, and so nothing may run"
  }
  static let remedy = "it may say requireSigning, allowedScripts and fileRootCertCA"
}
