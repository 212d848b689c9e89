package import ConvergeCore
internal import ConvergeSignatures

extension ScriptPolicy {
  /// That of a value, where null allows everything; nil where it cannot be read.
  package static func of(
    _ value: Value, reporting problems: inout Diagnostics
  ) -> ScriptPolicy? {
    if value == .null { return ScriptPolicy() }
    return ScriptPolicy(value, named: "scripts", reporting: &problems)
  }

  private static let keys = ["allowed_digests", "require_signature", "allowed_signers"]

  /// Reads the policy of the agent's configuration, in which nobody knows places: what is wrong is
  /// told by name. One that cannot be read allows nothing, and nil is given for it.
  ///
  /// - Parameter name: of the value, for messages: `hooks.policy`.
  package init?(_ value: Value, named name: String, reporting problems: inout Diagnostics) {
    self.init()
    guard let members = value.members else {
      problems.error(Message.noMapping(name), at: nil, hint: Message.known(Self.keys))
      return nil
    }
    var own = Diagnostics()
    for member in members {
      let path = "\(name).\(member.key)"
      switch member.key {
      case "allowed_digests":
        allowedDigests = Self.digests(member.value, path, reporting: &own)
      case "require_signature":
        if let flag = member.value.boolean {
          requiresSignature = flag
        } else {
          own.error(Message.noBoolean(path), at: nil)
        }
      case "allowed_signers":
        allowedSigners = Self.signers(member.value, path, reporting: &own)
      default:
        let close = nearest(to: member.key, among: Self.keys)
        own.error(
          Message.unknown(path), at: nil,
          hint: close.map { "did you mean '\($0)'?" } ?? Message.known(Self.keys))
      }
    }
    if requiresSignature, !own.hasErrors, allowedSigners?.isEmpty ?? true {
      own.error(Message.nobody(name), at: nil, hint: Message.nobodyHint)
    }
    problems.append(contentsOf: own)
    if own.hasErrors { return nil }
  }

  private static func digests(
    _ value: Value, _ path: String, reporting problems: inout Diagnostics
  ) -> Set<Digest>? {
    guard let list = value.list else {
      problems.error(Message.noList(path), at: nil)
      return nil
    }
    var digests: Set<Digest> = []
    for (index, element) in list.enumerated() {
      if let digest = element.text.flatMap(Digest.init(hexadecimal:)) {
        digests.insert(digest)
      } else {
        problems.error(Message.noDigest("\(path)[\(index)]"), at: nil)
      }
    }
    return digests
  }

  /// A text of lines, or a list of them.
  private static func signers(
    _ value: Value, _ path: String, reporting problems: inout Diagnostics
  ) -> AllowedSigners? {
    let lines = value.list?.map(\.text) ?? [value.text]
    guard lines.allSatisfy({ $0 != nil }) else {
      problems.error(Message.noSigners(path), at: nil)
      return nil
    }
    var found: [(Int, SignatureProblem)] = []
    let signers = AllowedSigners(lines.compactMap { $0 }.joined(separator: "\n")) {
      found.append(($0, $1))
    }
    for (line, problem) in found {
      problems.error(Message.badSigner(path, line, problem.message), at: nil)
    }
    return signers
  }
}

private enum Message {
  static func noMapping(_ name: String) -> String { "'\(name)' must be a mapping" }
  static func known(_ keys: [String]) -> String { "known are \(keys.joined(separator: ", "))" }
  static func unknown(_ path: String) -> String { "unknown key '\(path)'" }
  static func noBoolean(_ path: String) -> String { "'\(path)' must be true or false" }
  static func noList(_ path: String) -> String { "'\(path)' must be a list of SHA-256 digests" }
  static func noDigest(_ path: String) -> String { "'\(path)' must be 64 hexadecimal digits" }
  static func noSigners(_ path: String) -> String {
    "'\(path)' must be text, in the form of ssh-keygen's allowed signers"
  }
  static func badSigner(_ path: String, _ line: Int, _ problem: String) -> String {
    "'\(path)', line \(line): \(problem)"
  }
  static func nobody(_ name: String) -> String {
    "'\(name)' asks for signatures, and nobody may sign"
  }
  static let nobodyHint = "name the signers in 'allowed_signers'"
}
