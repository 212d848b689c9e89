internal import ConvergeCore

/// One line of allowed signers: `PRINCIPALS [OPTIONS] TYPE KEY [COMMENT]`.
struct AllowedSignerLine {
  private var rest: Substring

  init(_ line: some Sequence<UInt8>) {
    rest = Substring(String(decoding: Array(line), as: UTF8.self))
  }

  /// nil where nothing is in it.
  mutating func signer() throws(SignatureProblem) -> AllowedSigners.Signer? {
    guard let principals = try word(), !principals.hasPrefix("#") else { return nil }
    guard var type = try word() else { throw SignatureProblem(Message.noKey) }
    var options: [String: String] = [:]
    // A key's type has no `=`, and is none of the options.
    if type.contains("=") || Self.names.contains(type.lowercased()) {
      options = try Self.options(type)
      guard let next = try word() else { throw SignatureProblem(Message.noKey) }
      type = next
    }
    guard let base64 = try word() else { throw SignatureProblem(Message.noKey) }
    return AllowedSigners.Signer(
      principals: principals, key: try SigningKey(type: type, base64: base64),
      namespaces: options["namespaces"].map { $0.split(separator: ",").map(String.init) },
      validAfterSeconds: try options["valid-after"].map(Self.seconds),
      validBeforeSeconds: try options["valid-before"].map(Self.seconds))
  }

  private static let names = ["cert-authority", "namespaces", "valid-after", "valid-before"]

  /// The next word; what stands between quotes belongs together.
  private mutating func word() throws(SignatureProblem) -> String? {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    guard !rest.isEmpty else { return nil }
    var isQuoted = false
    let word = rest.prefix { character in
      if character == "\"" { isQuoted.toggle() }
      return isQuoted || ![" ", "\t", "\r", "\r\n"].contains(character)
    }
    guard !isQuoted else { throw SignatureProblem(Message.quote) }
    rest = rest[word.endIndex...]
    return String(word)
  }

  private static func options(_ text: String) throws(SignatureProblem) -> [String: String] {
    var options: [String: String] = [:]
    var rest = Substring(text)
    while !rest.isEmpty {
      let name = rest.prefix { $0 != "=" && $0 != "," }.lowercased()
      rest = rest.dropFirst(name.count)
      guard names.contains(name) else { throw SignatureProblem(Message.unknown(name)) }
      guard name != "cert-authority" else { throw SignatureProblem(Message.authority) }
      guard rest.first == "=" else { throw SignatureProblem(Message.noValue(name)) }
      rest = rest.dropFirst()
      let isQuoted = rest.first == "\""
      if isQuoted { rest = rest.dropFirst() }
      let value = rest.prefix { $0 != (isQuoted ? "\"" : ",") }
      rest = rest.dropFirst(value.count + (isQuoted ? 1 : 0))
      guard rest.isEmpty || rest.first == ",", options[name] == nil, !value.isEmpty else {
        throw SignatureProblem(Message.noValue(name))
      }
      options[name] = String(value)
      rest = rest.dropFirst()
    }
    return options
  }

  /// `YYYYMMDDZ` or `YYYYMMDDHHMM[SS]Z`. OpenSSH takes a time without the Z as the host's own, which
  /// would be another moment on each host.
  private static func seconds(_ text: String) throws(SignatureProblem) -> Int64 {
    guard text.last == "Z" else { throw SignatureProblem(Message.noZone(text)) }
    let digits = text.utf8.dropLast().map { Int64($0) - 0x30 }
    guard [8, 12, 14].contains(digits.count), digits.allSatisfy({ (0...9).contains($0) }) else {
      throw SignatureProblem(Message.noTime(text))
    }
    func number(_ range: Range<Int>) -> Int64 {
      digits.count < range.upperBound ? 0 : digits[range].reduce(0) { $0 * 10 + $1 }
    }
    guard
      let seconds = secondsSince1970(
        year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
        minute: number(10..<12), second: number(12..<14))
    else { throw SignatureProblem(Message.noTime(text)) }
    return seconds
  }
}

private enum Message {
  static let noKey = "a key is missing: write 'NAME ssh-ed25519 AAAA…'"
  static let quote = "a quote is not closed"
  static func unknown(_ name: String) -> String {
    "the option '\(name.prefix(60))' is not known"
  }
  static let authority = "authorities ('cert-authority') are not supported: name the keys"
  static func noValue(_ name: String) -> String {
    "the option '\(name)' must be written once, NAME=\"VALUE\""
  }
  static func noZone(_ text: String) -> String {
    "the time '\(text.prefix(60))' must be in UTC, with a 'Z' at its end"
  }
  static func noTime(_ text: String) -> String {
    "'\(text.prefix(60))' is no time: write YYYYMMDDZ or YYYYMMDDHHMMSSZ"
  }
}
