package import ConvergeCore

/// Where the agent's manifest comes from, `source` of its configuration.
package enum AgentSource: Sendable, Hashable, CustomStringConvertible {
  /// A manifest, or a directory with `manifest.yml`, used where it is.
  case path(String)
  /// A directory of a repository.
  case git(RemoteSource)
  /// A signed bundle behind an `https://` address.
  case web(WebAddress)
  /// A signed bundle in a file.
  case file(String)

  /// Why a text is no source, and what would be right.
  package struct Refusal: Error, Sendable, Equatable {
    package let message: String
    package let hint: String
    /// Whether the text may hold a secret, and is not to be shown.
    package let hidesText: Bool

    init(_ message: String, hint: String, hidesText: Bool = false) {
      self.message = message
      self.hint = hint
      self.hidesText = hidesText
    }
  }

  /// Reads what a configuration says.
  package init(_ text: String) throws(Refusal) {
    guard !text.isEmpty else { throw Refusal(Message.empty, hint: Message.all) }
    let lower = text.lowercased()
    if lower.hasPrefix("https://") {
      self = .web(try Self.bundle(text))
    } else if lower.hasPrefix("http://") {
      throw Refusal(Message.unencrypted, hint: Message.encrypted, hidesText: true)
    } else if RemoteSource.isMeant(by: text) {
      do throws(RemoteSource.Refusal) { self = .git(try RemoteSource(text)) } catch {
        throw Refusal(error.message, hint: error.hint, hidesText: error.hidesText)
      }
    } else {
      guard text.hasPrefix("/") else {
        throw Refusal(Message.relative(text), hint: Message.absolute)
      }
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw Refusal(Message.control, hint: Message.all)
      }
      self = text.hasSuffix(".bundle") ? .file(text) : .path(text)
    }
  }

  private static func bundle(_ text: String) throws(Refusal) -> WebAddress {
    let address: WebAddress
    do throws(WebAddressProblem) { address = try WebAddress(text) } catch {
      throw Refusal(error.message, hint: Message.bundle, hidesText: true)
    }
    guard address.path.hasSuffix(".bundle") else {
      throw Refusal(Message.noBundle("\(address)"), hint: Message.bundleOrGit)
    }
    return address
  }

  /// What a manifest of it is called if it says nothing itself.
  package var manifestName: String {
    let path =
      switch self {
      case .path(let path), .file(let path): path
      case .git(let source): "\(source)".split(separator: "?").first.map(String.init) ?? ""
      case .web(let address): address.path
      }
    var name = path.split(separator: "/").last.map(String.init) ?? "manifest"
    for ending in [".bundle", ".git"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }

  /// Why it cannot be used without allowed signers; nil where it can.
  package var refusalWithoutSigners: Refusal? {
    switch self {
    case .web, .file: Refusal(Message.noSigners, hint: Message.signers)
    case .path, .git: nil
    }
  }

  /// Whether it has to be fetched, so that what was fetched last is kept.
  package var isFetched: Bool { if case .path = self { false } else { true } }

  /// As people may see it: without a URL's query, which can be a token.
  package var description: String {
    switch self {
    case .path(let path), .file(let path): path
    case .git(let source): "\(source)"
    case .web(let address): "\(address)"
    }
  }

  /// By what one source is told from another, in the name of its directory.
  var key: String {
    let text = if case .web(let address) = self { address.text } else { description }
    return String(Digest(of: text).hexadecimal.prefix(16))
  }
}

private enum Message {
  static let all =
    "name a manifest, a directory with manifest.yml, git+https://host/repo//dir?ref=main, or "
    + "https://host/web.bundle"
  static let empty = "the source is empty"
  static let unencrypted = "over http anybody on the way sees and holds back what is fetched"
  static let encrypted = "write https://host/web.bundle"
  static func relative(_ path: String) -> String { "the path '\(path.prefix(200))' is relative" }
  static let absolute = "write it from the root on, as /etc/converge/site.yml"
  static let control = "the path has a control character in it"
  static func noBundle(_ address: String) -> String { "'\(address)' does not end in '.bundle'" }
  static let bundle = "as https://host/web.bundle"
  static let bundleOrGit =
    "write the address of a bundle, https://host/web.bundle, or of a repository, "
    + "git+https://host/repo//dir?ref=main"
  static let noSigners = "a bundle must be signed, and nobody may sign"
  static let signers = "name the file of allowed signers: 'signers: /etc/converge/allowed_signers'"
}
