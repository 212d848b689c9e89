/// What programs make of a secret by usual encodings: base64 (RFC 4648, both alphabets), wherever in
/// what is encoded it stands, hexadecimal digits, percent-encoding (RFC 3986, and that of forms),
/// strings of JSON, and a shell's quotes.
///
/// Of base64 that are the characters which the secret alone decides: of its first and last byte six
/// bits at most show where something else stands beside it. Lines are as base64(1), openssl(1) and
/// xxd(1) break them, where nothing but the secret is encoded.
enum SecretForms {
  /// Of a secret: shorter ones would blacken what has nothing to do with them.
  private static let shortest = 6
  /// Of all forms together, so that neither memory nor time grows with secrets that are files. The
  /// shortest secrets come first.
  static let limitBytes = 1 << 20

  static func of(_ secrets: Set<[UInt8]>) -> Set<[UInt8]> {
    var forms: Set<[UInt8]> = []
    var bytes = 0
    let fitting = secrets.filter { $0.count >= shortest }
    for secret in fitting.sorted(by: { ($0.count, $0[0]) < ($1.count, $1[0]) }) {
      let own = Set(base64(secret) + hexadecimal(secret) + percent(secret) + quoted(secret))
        .filter { $0 != secret && $0.count >= shortest }
      bytes += own.reduce(0) { $0 + $1.count }
      guard bytes <= limitBytes else { break }
      forms.formUnion(own)
    }
    return forms
  }

  // MARK: Base64

  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let forURLs = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func base64(_ secret: [UInt8]) -> [[UInt8]] {
    var forms: [[UInt8]] = []
    for alphabet in [standard, forURLs] {
      for before in 0..<3 {
        // Followed by anything, by the end, and by what echo(1) puts behind it.
        for after in [[], [UInt8(ascii: "\n")]] {
          let text = encoded(
            [UInt8](repeating: 0, count: before) + secret + after, alphabet)
          // What is before it has a part in the first of these characters.
          let first = (before * 8 + 5) / 6
          let bits = (before + secret.count + after.count) * 8
          forms.append(Array(text[first..<bits / 6]))
          forms.append(Array(text[first..<(bits + 5) / 6]))
          forms.append(Array(text[first...]))
          if before == 0 { forms += lines(text, of: 76) + lines(text, of: 64) }
        }
      }
    }
    return forms
  }

  private static func encoded(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for index in 0..<3 {
        bits = bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0)
      }
      for index in 0...group.count {
        text.append(alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)])
      }
      for _ in group.count..<3 { text.append(UInt8(ascii: "=")) }
    }
    return text
  }

  /// The lines of a text that is broken; none where it is not.
  private static func lines(_ text: [UInt8], of width: Int) -> [[UInt8]] {
    guard text.count > width else { return [] }
    return stride(from: 0, to: text.count, by: width).map {
      Array(text[$0..<min($0 + width, text.count)])
    }
  }

  // MARK: Digits

  private static let lower = Array("0123456789abcdef".utf8)
  private static let upper = Array("0123456789ABCDEF".utf8)

  private static func hexadecimal(_ secret: [UInt8]) -> [[UInt8]] {
    [lower, upper].flatMap { digits in
      let text = secret.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      return [text] + lines(text, of: 60)
    }
  }

  /// With the characters that one or the other leaves as they are.
  private static func percent(_ secret: [UInt8]) -> [[UInt8]] {
    var forms: [[UInt8]] = []
    for kept in ["-._~", "-._~/", "-._~!'()*", "-._*", "-._"] {
      for digits in [upper, lower] {
        for space in ["%20", "+"] {
          forms.append(
            secret.flatMap { byte -> [UInt8] in
              if isLetterOrDigit(byte) || kept.utf8.contains(byte) { return [byte] }
              if byte == UInt8(ascii: " ") { return Array(space.utf8) }
              return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            })
        }
      }
    }
    return forms
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  // MARK: Quotes

  private static func quoted(_ secret: [UInt8]) -> [[UInt8]] {
    let text = String(decoding: secret, as: UTF8.self)
    var forms = [Array(text.replacing("'", with: "'\\''").utf8)]
    for escapesSlashes in [false, true] {
      for isASCII in [false, true] {
        forms.append(Array(json(text, escapesSlashes: escapesSlashes, isASCII: isASCII).utf8))
      }
    }
    return forms
  }

  private static func json(_ text: String, escapesSlashes: Bool, isASCII: Bool) -> String {
    var json = ""
    for unit in text.unicodeScalars {
      switch unit {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "/" where escapesSlashes: json += "\\/"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case _ where unit.value < 0x20 || (isASCII && unit.value > 0x7E):
        for half in String(unit).utf16 { json += "\\u" + fourDigits(half) }
      default: json.unicodeScalars.append(unit)
      }
    }
    return json
  }

  private static func fourDigits(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
