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

  static func isScheme(_ text: String) -> Bool { matches(scheme, text) }

  private static func matches(_ pattern: Pattern?, _ text: String) -> Bool {
    guard let pattern else { return false }
    return pattern.matchesWhole(text)
  }

  func linked(_ text: String) -> String {
    var result = ""
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isSpace {
        result += linkedWord(String(word))
        word = String.UnicodeScalarView()
        result.unicodeScalars.append(scalar)
      } else {
        word.append(scalar)
      }
    }
    return result + linkedWord(String(word))
  }

  private func linkedWord(_ word: String) -> String {
    guard word.utf8.count > 3 else { return word }
    var middle = word
    var head = ""
    var tail = ""
    while let part = ["(", "<", "&lt;"].first(where: { middle.hasTextPrefix($0) }) {
      head += part
      middle = String(decoding: middle.utf8.dropFirst(part.utf8.count), as: UTF8.self)
    }
    while let part = [")", ">", ".", ",", "\n", "&gt;"].first(where: { middle.hasTextSuffix($0) }) {
      tail = part + tail
      middle = String(decoding: middle.utf8.dropLast(part.utf8.count), as: UTF8.self)
    }
    for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
      let opened = ByteSearch.all(open, in: middle).count
      guard opened > ByteSearch.all(close, in: middle).count else { continue }
      for _ in 0..<min(opened, ByteSearch.all(close, in: tail).count) {
        let end = (ByteSearch.first(close, in: tail, from: 0) ?? 0) + close.utf8.count
        middle += String(decoding: tail.utf8.prefix(end), as: UTF8.self)
        tail = String(decoding: tail.utf8.dropFirst(end), as: UTF8.self)
      }
    }
    return head + link(middle) + tail
  }

  private func link(_ word: String) -> String {
    if Self.matches(Self.address, word) {
      let isWhole = word.hasTextPrefix("https://") || word.hasTextPrefix("http://")
      return anchor(isWhole ? word : "https://" + word, shortened(word))
    }
    if word.hasTextPrefix("mailto:"), Self.matches(Self.mail, String(word.dropFirst(7))) {
      return "<a href=\"\(word)\">\(word.dropFirst(7))</a>"
    }
    if word.contains("@"), !word.hasTextPrefix("www."), !word.hasTextPrefix("@"),
      !word.contains(":"), Self.matches(Self.mail, word)
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
