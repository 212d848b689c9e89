/// A process's arguments as a text that others may read.
///
/// Arguments can hold secrets, and reports go to many places: it is short, and what looks like one
/// is left out.
package enum ShownArguments {
  /// In bytes of the text; what is longer is cut.
  package static let limitBytes = 200

  /// - Parameter arguments: `/proc/PID/cmdline`: each ended by a zero byte.
  package static func text(of arguments: [UInt8]) -> String? {
    let words = arguments.split(separator: 0).prefix(40).map { String(decoding: $0, as: UTF8.self) }
    guard let program = words.first, !program.isEmpty else { return nil }
    var shown = [program]
    var isHidden = false
    for word in words.dropFirst() {
      if isDiscreet(program) || (isHidden && !word.hasPrefix("-")) {
        shown.append("…")
        if isDiscreet(program) { break }
        isHidden = false
        continue
      }
      isHidden = word.hasPrefix("-") && isTelling(word) && !word.utf8.contains(UInt8(ascii: "="))
      shown.append(withoutSecret(word))
    }
    return cut(shown.joined(separator: " "))
  }

  /// Programs that take passwords where nothing tells them from other arguments.
  private static func isDiscreet(_ program: String) -> Bool {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let discreet = [
      "sshpass", "mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mariadb-admin",
      "curl", "wget", "redis-cli", "ldapsearch", "ldapmodify", "ldapadd", "chpasswd", "openssl",
      "smbclient", "htpasswd", "expect",
    ]
    return discreet.contains(name)
  }

  /// `--password=…`, `API_TOKEN=…`, `https://…@host/`; a script with a telling word not at all.
  private static func withoutSecret(_ word: String) -> String {
    if isTelling(word) {
      if word.utf8.contains(UInt8(ascii: " ")) || word.utf8.contains(UInt8(ascii: "\n")) {
        return "…"
      }
      if let sign = word.firstIndex(where: { $0 == "=" || $0 == ":" }),
        isTelling(String(word[..<sign]))
      {
        return "\(word[...sign])…"
      }
    }
    return withoutCredentials(word)
  }

  private static let tellingWords = [
    "pass", "secret", "token", "apikey", "credential", "private", "auth", "bearer", "cookie", "key",
    "pwd",
  ]

  private static func isTelling(_ word: String) -> Bool {
    let lower = word.lowercased()
    return tellingWords.contains { lower.contains($0) }
  }

  /// What stands between `//` and `@` of an address.
  private static func withoutCredentials(_ word: String) -> String {
    let bytes = Array(word.utf8)
    guard bytes.count > 3,
      let start = bytes.indices.dropLast(2).first(where: { bytes[$0...].starts(with: "://".utf8) })
    else { return word }
    let rest = bytes[(start + 3)...]
    let authority = rest.prefix { !"/?# '\"".utf8.contains($0) }
    guard let sign = authority.lastIndex(of: UInt8(ascii: "@")) else { return word }
    return String(decoding: bytes[..<(start + 3)], as: UTF8.self) + "…"
      + String(decoding: bytes[sign...], as: UTF8.self)
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > limitBytes else { return text }
    var short = ""
    var count = 0
    for character in text {
      count += character.utf8.count
      guard count <= limitBytes - 3 else { break }
      short.append(character)
    }
    return short + "…"
  }
}
