/// A module of another host, as an entry names it: `git+https://host/repo//dir?ref=v1.2`.
package struct RemoteSource: Hashable, Sendable, CustomStringConvertible {
  package let revision: RemoteRevision
  /// Of the module in the repository, without `.` and `..`; empty for its root.
  package let directory: String

  /// Why a text is no such source, and what would be right; neither repeats a password.
  package struct Refusal: Error, Equatable, Sendable {
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

  package init(revision: RemoteRevision, directory: String) {
    self.revision = revision
    self.directory = directory
  }

  /// Reads what an entry says; `isMeant(by:)` of it is true.
  package init(_ text: String) throws(Refusal) {
    var parts = try RemoteSourceParts(text)
    let (repository, directory) = try parts.takeDirectory()
    revision = RemoteRevision(
      transport: parts.transport, url: try parts.url(of: repository), ref: try parts.ref())
    self.directory = directory
  }

  /// Whether a text names something of another host, rightly or wrongly.
  package static func isMeant(by text: String) -> Bool {
    if text.contains("://") || text.hasPrefix("git+") { return true }
    // scp(1) writes user@host:path.
    guard let at = text.firstIndex(of: "@"), let colon = text.firstIndex(of: ":") else {
      return false
    }
    return at < colon && !text[..<colon].contains("/")
  }

  /// The same for every way of writing it.
  package var description: String {
    let place = directory.isEmpty ? "" : "//\(directory)"
    let ref = revision.ref == RemoteRevision.usualRef ? "" : "?ref=\(revision.ref)"
    return "git+\(revision.url)\(place)\(ref)"
  }

  /// What its user would call it: the last part of its directory, or of its repository.
  package var name: String {
    let path = directory.isEmpty ? revision.url : directory
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    return directory.isEmpty && last.hasSuffix(".git") ? String(last.dropLast(4)) : last
  }

  /// Another module of the same repository and commit, by a path from this one's directory; nil
  /// where that leads out of the repository.
  package func neighbour(_ path: String) -> RemoteSource? {
    var parts = directory.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return RemoteSource(revision: revision, directory: parts.joined(separator: "/"))
  }
}
