/// Filters of Ansible that encode and digest.
extension Filters {
  static let encodingTable: [NamedFilter] = [
    .init(
      "b64encode",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("b64encode", ["encoding"], arguments)
        let text = try run.string(arguments.value, "what is encoded")
        return .string(Base64.encoded(Array(text.utf8)))
      }
    ),
    .init(
      "b64decode",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("b64decode", ["encoding"], arguments)
        let text = try run.string(arguments.value, "what is decoded")
        guard let bytes = Base64.decoded(text) else { throw run.failure(.value, Message.base64) }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
          throw run.failure(.value, Message.noText)
        }
        return .string(decoded)
      }
    ),
    .init(
      "hash",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("hash", ["hashtype"], arguments)
        let name = try run.string(values[0] ?? .string("sha1"), "the kind of digest")
        return .string(try digest(name, arguments.value, run))
      }
    ),
    named("checksum", "sha1"), named("sha1", "sha1"), named("md5", "md5"),
    .init(
      "urldecode",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("urldecode", [], arguments)
        let text = try run.string(arguments.value, "what is decoded")
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
          let digits = String(decoding: rest.prefix(2), as: UTF8.self)
          if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let code = UInt8(digits, radix: 16)
          {
            bytes.append(code)
            rest = rest.dropFirst(2)
          } else {
            bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
          }
        }
        return .string(String(decoding: bytes, as: UTF8.self))
      }
    ),
  ]

  private static func named(_ name: String, _ digestName: String) -> NamedFilter {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        return .string(try digest(digestName, arguments.value, run))
      }
    )
  }

  private static func digest(
    _ name: String, _ value: Datum, _ run: Run
  ) throws(TemplateError) -> String {
    let bytes = Array(try run.text(value).utf8)
    try run.spend(bytes.count / 16)
    guard let digest = MessageDigest.hexadecimal(name, of: bytes) else {
      throw run.failure(.value, Message.unknown(run.shown(name)), hint: Message.known)
    }
    return digest
  }
}

private enum Message {
  static let base64 = "the text is no base64"
  static let noText = "what was encoded is no UTF-8 text"
  static let known = "there are " + MessageDigest.names.joined(separator: ", ")
  static func unknown(_ name: String) -> String { "there is no digest '\(name)'" }
}
