/// Makes links of the addresses in a text that is escaped already.
struct Linker {
  let limit: Int?
  let relation: String
  let target: String?
  let schemes: [String]

  private static let address = Pattern.known(
    #"^(?:(?:https?://|www\.)(?:[\w%-]+\.)*(?:[a-z]{2,63}|xn--[\w%]{2,59})|(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$"#,
    ignoresCase: true)
  private static let mail = Pattern.known(#"^\S+@\w[\w.-]*\.\w+$"#)
  private static let scheme = Pattern.known(#"^[\w.+-]{2,}:/{0,2}$"#)

  static func isScheme(_ text: String, _ run: Run) throws(TemplateError) -> Bool {
    try matches(scheme, text, run)
  }

  private static func matches(
    _ pattern: Pattern?, _ text: String, _ run: Run
  ) throws(TemplateError) -> Bool {
    guard let pattern else { return false }
    return try run.matchesWhole(pattern, text)
  }

  func linked(_ text: String, _ run: Run) throws(TemplateError) -> String {
    var result = ""
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isSpace {
        result += try linkedWord(String(word), run)
        try run.allow(bytes: result.utf8.count)
        word = String.UnicodeScalarView()
        result.unicodeScalars.append(scalar)
      } else {
        word.append(scalar)
      }
    }
    return result + (try linkedWord(String(word), run))
  }

  private func linkedWord(_ word: String, _ run: Run) throws(TemplateError) -> String {
    guard word.utf8.count > 3 else { return word }
    let bytes = Array(word.utf8)[...]
    var middle = bytes
    while let part = Self.openings.first(where: { middle.starts(with: $0) }) {
      middle = middle.dropFirst(part.count)
    }
    while let part = Self.closings.first(where: { middle.suffix($0.count).elementsEqual($0) }) {
      middle = middle.dropLast(part.count)
    }
    let head = bytes[..<middle.startIndex]
    var end = middle.endIndex
    for (open, close) in Self.pairs {
      // As many closing brackets as are missing in it go back from behind it.
      let inside = String(decoding: bytes[middle.startIndex..<end], as: UTF8.self)
      let opened = ByteSearch.count(open, in: inside)
      guard opened > ByteSearch.count(close, in: inside) else { continue }
      let tail = String(decoding: bytes[end...], as: UTF8.self)
      if let last = ByteSearch.all(close, in: tail, limit: opened).last {
        end += last + close.utf8.count
      }
    }
    let link = try link(
      String(decoding: bytes[middle.startIndex..<end], as: UTF8.self), run)
    return String(decoding: head, as: UTF8.self) + link
      + String(decoding: bytes[end...], as: UTF8.self)
  }

  private static let openings = ["(", "<", "&lt;"].map { Array($0.utf8) }
  private static let closings = [")", ">", ".", ",", "\n", "&gt;"].map { Array($0.utf8) }
  private static let pairs = [("(", ")"), ("<", ">"), ("&lt;", "&gt;")]

  private func link(_ word: String, _ run: Run) throws(TemplateError) -> String {
    if try Self.matches(Self.address, word, run) {
      let isWhole = word.hasTextPrefix("https://") || word.hasTextPrefix("http://")
      return anchor(isWhole ? word : "https://" + word, shortened(word))
    }
    if word.hasTextPrefix("mailto:"), try Self.matches(Self.mail, String(word.dropFirst(7)), run) {
      return "<a href=\"\(word)\">\(word.dropFirst(7))</a>"
    }
    if word.contains("@"), !word.hasTextPrefix("www."), !word.hasTextPrefix("@"),
      !word.contains(":"), try Self.matches(Self.mail, word, run)
    {
      return "<a href=\"mailto:\(word)\">\(word)</a>"
    }
    if schemes.contains(where: { word != $0 && word.hasTextPrefix($0) }) {
      return anchor(word, word)
    }
    return word
  }

  private func anchor(_ address: String, _ text: String) -> String {
    var tag = "<a href=\"\(address)\""
    if !relation.isEmpty { tag += " rel=\"\(relation.escaped)\"" }
    if let target { tag += " target=\"\(target.escaped)\"" }
    return tag + ">\(text)</a>"
  }

  private func shortened(_ text: String) -> String {
    guard let limit, text.scalarCount > limit else { return text }
    return String(scalars: text.unicodeScalars.prefix(limit)) + "..."
  }
}
