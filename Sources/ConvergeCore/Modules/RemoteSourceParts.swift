/// A source of another host, being taken apart.
struct RemoteSourceParts {
  typealias Refusal = RemoteSource.Refusal

  private static let lengthLimit = 2_000

  let transport: RemoteRevision.Transport
  /// User, host and port, as written.
  private var authority = ""
  /// With its slash.
  private var path: Substring
  private var query: Substring?

  init(_ text: String) throws(Refusal) {
    guard text.utf8.count <= Self.lengthLimit else {
      throw Refusal(Message.tooLong, hint: Message.example)
    }
    guard !Self.mayHoldSecret(text) else {
      throw Refusal(Message.password, hint: Message.credentials, hidesText: true)
    }
    guard !text.unicodeScalars.contains(where: Self.isControl) else {
      throw Refusal(Message.control, hint: Message.example)
    }
    transport = try Self.transport(of: text)
    var rest = text.dropFirst("git+\(transport)://".count)
    guard !rest.contains("#") else { throw Refusal(Message.fragment, hint: Message.writeRef) }
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    authority = String(rest[..<slash])
    path = rest[slash...]
  }

  /// Whether a user or a password may stand before the host, however badly it is written: nothing of
  /// that is said or kept.
  private static func mayHoldSecret(_ text: String) -> Bool {
    guard let scheme = text.firstRange(of: "://") else { return false }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = authority.lastIndex(of: "@") {
      return !text[..<scheme.lowerBound].hasSuffix("ssh") || authority[..<at].contains(":")
    }
    // A password with a slash in it.
    guard let colon = authority.lastIndex(of: ":"), rest.contains("@") else { return false }
    return UInt16(authority[authority.index(after: colon)...]) == nil
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      || [.format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }

  private static func transport(of text: String) throws(Refusal) -> RemoteRevision.Transport {
    guard let end = text.firstRange(of: "://") else {
      let isAddress = text.contains("@") && !text.hasPrefix("git+")
      throw isAddress
        ? Refusal(Message.noScheme, hint: Message.address)
        : Refusal(Message.noScheme, hint: Message.example)
    }
    let scheme = String(text[..<end.lowerBound]).lowercased()
    for transport in RemoteRevision.Transport.allCases {
      if scheme == "git+\(transport)", text.hasPrefix(scheme) { return transport }
      if scheme == "git+\(transport)" || scheme == transport.rawValue {
        throw Refusal(Message.scheme(scheme), hint: "write git+\(transport)://…")
      }
    }
    let isPlain = ["http", "git+http", "git", "git+git"].contains(scheme)
    throw Refusal(
      isPlain ? Message.unencrypted(scheme) : Message.scheme(scheme),
      hint: isPlain ? "write git+https://…" : Message.schemes)
  }

  /// The path of the repository, and the module's directory in it.
  mutating func takeDirectory() throws(Refusal) -> (repository: String, directory: String) {
    // The slash that begins the path is not the one of `//`.
    let start = path.startIndex
    let split = path.dropFirst().firstRange(of: "//")?.lowerBound ?? path.endIndex
    let repository = String(path[start..<split])
    let directory = split == path.endIndex ? "" : String(path[split...].dropFirst(2))
    let places = directory.split(separator: "/", omittingEmptySubsequences: true)
    for place in places {
      if place == ".." || place == "." {
        throw Refusal(Message.dots(directory), hint: Message.plain)
      }
      if place.lowercased() == ".git" { throw Refusal(Message.gitDirectory, hint: Message.plain) }
    }
    guard !directory.hasPrefix("/"), !directory.contains("//") else {
      throw Refusal(Message.slashes, hint: Message.example)
    }
    for unit in ["%", "\\"] where directory.contains(unit) {
      throw Refusal(Message.letter(unit, in: "directory"), hint: Message.asItIs)
    }
    return (repository, places.joined(separator: "/"))
  }

  /// The address of the repository, as git takes it.
  func url(of repository: String) throws(Refusal) -> String {
    let places = repository.split(separator: "/")
    guard !places.isEmpty else { throw Refusal(Message.noRepository, hint: Message.example) }
    guard !places.contains(".."), !places.contains(".") else {
      throw Refusal(Message.dots(repository), hint: Message.plain)
    }
    guard repository.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw Refusal(Message.noASCII, hint: "write a space as %20")
    }
    guard places[0].first != "-" else {
      throw Refusal(Message.dash("path of the repository"), hint: Message.example)
    }
    return "\(transport)://\(try host())/\(places.joined(separator: "/"))"
  }

  private func host() throws(Refusal) -> String {
    if transport == .file {
      guard authority.isEmpty else { throw Refusal(Message.fileHost, hint: Message.fileExample) }
      return ""
    }
    var host = authority[...]
    var user = ""
    if let at = authority.lastIndex(of: "@") {
      user = String(authority[...at])
      host = authority[authority.index(after: at)...]
    }
    guard Self.isName(user.dropLast()) || user.isEmpty else {
      throw Refusal(Message.user, hint: "as git+ssh://git@host/repo")
    }
    guard Self.isHost(host) else { throw Refusal(Message.host(host), hint: Message.example) }
    return user + host.lowercased()
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.first != "-"
      && text.utf8.allSatisfy { Self.isLetter($0) || [0x2d, 0x2e, 0x5f].contains($0) }
  }

  /// A name or an address in brackets, and perhaps a port.
  private static func isHost(_ text: Substring) -> Bool {
    var name = text
    if let colon = text.lastIndex(of: ":"), text.last != "]" {
      let port = UInt16(text[text.index(after: colon)...])
      guard let port, port > 0 else { return false }
      name = text[..<colon]
    }
    if name.first == "[", name.last == "]" {
      let inner = name.dropFirst().dropLast()
      return !inner.isEmpty && inner.utf8.allSatisfy { isLetter($0) || $0 == 0x3a || $0 == 0x2e }
    }
    return isName(name) && name.first != "."
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }

  /// What `?ref=` names.
  func ref() throws(Refusal) -> String {
    guard let query else { return RemoteRevision.usualRef }
    guard query.hasPrefix("ref="), !query.contains("&") else {
      // Its value may be a token.
      let key = query.prefix { $0 != "=" && $0 != "&" }
      let isHarmless = ["ref", "branch", "tag", "rev", "commit", "version", "depth"].contains(key)
      throw Refusal(
        Message.query(
          key == "ref" ? query.drop { $0 != "&" }.dropFirst().prefix { $0 != "=" } : key),
        hint: Message.writeRef, hidesText: !isHarmless)
    }
    let ref = String(query.dropFirst(4))
    if ref.isEmpty { throw Refusal(Message.noRef, hint: Message.writeRef) }
    if ref.hasPrefix("-") { throw Refusal(Message.dash("ref"), hint: Message.writeRef) }
    guard Self.isRef(ref) else { throw Refusal(Message.badRef(ref), hint: Message.refNames) }
    return ref
  }

  /// As git-check-ref-format(1) has it, and nothing that a query would write otherwise.
  private static func isRef(_ text: String) -> Bool {
    let refused: [Character] = [" ", "~", "^", ":", "?", "*", "[", "\\", "%", "#", "&"]
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return !text.contains(where: refused.contains) && !text.contains("..") && !text.contains("@{")
      && text != "@" && !text.hasSuffix(".")
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
  }
}

private enum Message {
  static let example = "as git+https://host/repo//dir?ref=v1.2"
  static let fileExample = "as git+file:///srv/mirror/repo//dir?ref=v1.2"
  static let plain = "name the directory from the top of the repository, as //modules/site"
  static let asItIs = "write its name as it is in the repository"
  static let schemes = "known are git+https, git+ssh, and git+file for a local mirror"
  static let address = "write git+ssh://git@host/repo//dir?ref=v1.2"
  static let writeRef = "write ?ref= and a tag, a branch or a commit, as ?ref=v1.2"
  static let refNames = "a tag, a branch, or a commit with all its digits"
  static let credentials =
    "leave it out: git asks its credential helper, and git+ssh takes your key"
  static let tooLong = "a source has at most 2000 bytes"
  static let control = "a source with a control character in it is none"
  static let fragment = "a source has no '#'"
  static let noScheme = "the source of another host has a scheme"
  static func scheme(_ scheme: String) -> String { "'\(scheme)' is no scheme of a source" }
  static func unencrypted(_ scheme: String) -> String {
    "'\(scheme)' would let anybody on the way change the module"
  }
  static func dots(_ path: String) -> String { "'\(path)' has a part '.' or '..'" }
  static let gitDirectory = "'.git' is no directory of a module"
  static let slashes = "there is more than one '//' in the source"
  static func letter(_ letter: String, in place: String) -> String {
    "the \(place) has a '\(letter)' in it"
  }
  static let noRepository = "the source names no repository"
  static let noASCII = "the address of the repository has a space or a letter beyond ASCII in it"
  static func dash(_ part: String) -> String { "the \(part) begins with '-'" }
  static let fileHost = "git+file has no host"
  static let password = "the source has a user or a password in it, which a lock file would keep"
  static let user =
    "the user in the source has other characters than letters, digits, '.', '_', '-'"
  static func host(_ host: Substring) -> String { "'\(host)' is no host" }
  static func query(_ key: Substring) -> String { "a source has no '\(key)' behind its '?'" }
  static let noRef = "the ref is empty"
  static func badRef(_ ref: String) -> String { "'\(ref)' is no name of a tag or a branch" }
}
