/// Filters of Ansible that make identifiers and password hashes.
extension Filters {
  static let passwordTable: [NamedFilter] = [
    .init("password_hash", passwordHash),
    .init(
      "to_uuid",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("to_uuid", ["namespace"], arguments)
        let text = try run.text(arguments.value)
        let space = try run.string(values[0] ?? .string(ansibleNamespace), "the namespace")
        guard let uuid = uuid(text, in: space) else { throw run.failure(.value, Message.uuid) }
        return .string(uuid)
      }
    ),
  ]

  /// The namespace that Ansible takes, so that the same names come out.
  private static let ansibleNamespace = "361E6D51-FAEC-444A-9079-341386DA8E2E"

  /// RFC 4122, version 5: a digest of a namespace and a name.
  private static func uuid(_ name: String, in namespace: String) -> String? {
    let digits = namespace.utf8.filter { $0 != UInt8(ascii: "-") }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[start...].prefix(2), as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    guard digits.count == 32 else { return nil }
    guard let digest = MessageDigest.hexadecimal("sha1", of: bytes + name.utf8) else { return nil }
    var uuid = Array(digest.utf8.prefix(32))
    uuid[12] = UInt8(ascii: "5")
    let variant = (UInt8(String(UnicodeScalar(uuid[16])), radix: 16) ?? 0) & 3 | 8
    uuid[16] = Array(String(variant, radix: 16).utf8)[0]
    let cuts = [0, 8, 12, 16, 20, 32]
    return zip(cuts, cuts.dropFirst())
      .map { String(decoding: uuid[$0..<$1], as: UTF8.self) }.joined(separator: "-")
  }

  private static let passwordHash: Filter = { (arguments, run) throws(TemplateError) in
    let parameters = ["hashtype", "salt", "rounds", "ident"]
    let values = try run.bind("password_hash", parameters, arguments)
    let password = try run.string(arguments.value, "the password")
    let kind = try run.string(values[0] ?? .string("sha512"), "the kind of hash")
    guard run.isNone(values[3]) else { throw run.failure(.argument, Message.ident) }
    let rounds = run.isNone(values[2]) ? nil : try run.integer(values[2] ?? .none, "'rounds'")
    if let rounds, !PasswordDigest.allowedRounds.contains(rounds) {
      throw run.failure(.value, Message.rounds)
    }
    let salt: String
    if run.isNone(values[1]) {
      // A salt by chance would change the password in every run.
      salt = PasswordDigest.salt(&run.random)
    } else {
      salt = try run.text(values[1] ?? .none)
    }
    guard PasswordDigest.isSalt(salt) else { throw run.failure(.value, Message.salt) }
    guard let digest = PasswordDigest(kind, rounds: rounds, salt: salt) else {
      throw run.failure(.value, Message.kind(run.shown(kind)), hint: Message.known)
    }
    guard password.utf8.count <= 512 else { throw run.failure(.value, Message.long) }
    let blocks = 1 + password.utf8.count / 32
    let (steps, isTooMuch) = (digest.work * 4).multipliedReportingOverflow(by: blocks)
    try run.spend(isTooMuch ? .max : steps)
    return .string(digest.text(password))
  }
}

private enum Message {
  static let uuid = "a namespace is a UUID of 32 hexadecimal digits"
  static let ident = "'ident' belongs to bcrypt, which is not there"
  static let salt = "a salt has at most 16 letters, digits, dots and slashes"
  static let rounds = "'rounds' must be between 1000 and 999999999"
  static let long = "a password has at most 512 bytes"
  static let known = "there are " + PasswordDigest.names.joined(separator: " and ")
  static func kind(_ name: String) -> String { "there is no password hash '\(name)'" }
}
