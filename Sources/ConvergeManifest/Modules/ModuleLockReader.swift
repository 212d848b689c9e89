internal import ConvergeCore

/// Reads the nodes of a lock.
struct ModuleLockReader {
  let file: String
  private var known: [RemoteRevision: Place] = [:]

  init(file: String) { self.file = file }

  private static let repairs = "repair it, or remove it and run 'converge module lock MANIFEST'"

  mutating func entries(
    _ root: Node?, reporting problems: inout Diagnostics
  ) -> [ModuleLock.Entry] {
    guard let root, let members = root.mapping else {
      let place = root?.place ?? Place(file: file, line: 1, column: 1)
      problems.error(Message.noMapping, at: place, hint: Self.repairs)
      return []
    }
    check(members, of: "a lock", among: ["version", "repositories"], &problems)
    guard let version = root["version"]?.scalar?.text else {
      problems.error(Message.noVersion, at: root.place, hint: Self.repairs)
      return []
    }
    guard version == ModuleLock.version else {
      problems.error(
        Message.version(version), at: root["version"]?.place, hint: Message.newer)
      return []
    }
    guard let list = root["repositories"], !list.isNull else { return [] }
    guard let nodes = list.sequence else {
      problems.error(Message.noList, at: list.place, hint: Self.repairs)
      return []
    }
    var entries: [ModuleLock.Entry] = []
    for node in nodes {
      if let entry = entry(node, &problems) { entries.append(entry) }
    }
    return entries
  }

  private mutating func entry(
    _ node: Node, _ problems: inout Diagnostics
  ) -> ModuleLock.Entry? {
    guard let members = node.mapping else {
      problems.error(Message.noEntry, at: node.place, hint: Self.repairs)
      return nil
    }
    check(members, of: "a repository", among: ["url", "ref", "commit", "modules"], &problems)
    guard let url = text("url", of: node, &problems), let ref = text("ref", of: node, &problems),
      let commit = text("commit", of: node, &problems)
    else { return nil }
    guard let source = source(url, ref, "", &problems) else { return nil }
    let revision = source.revision
    guard RemoteRevision.isCommit(commit.scalar?.text ?? "") else {
      problems.error(Message.noCommit(commit.scalar?.text ?? ""), at: commit.place)
      return nil
    }
    if let first = known[revision] {
      problems.error(
        Message.twice(revision.url, revision.ref), at: node.place, hint: "leave one of them out",
        related: [Diagnostic.Related(Message.first, at: first)])
      return nil
    }
    known[revision] = node.place
    return ModuleLock.Entry(
      revision, commit: commit.scalar?.text ?? "",
      modules: modules(node["modules"], url, ref, &problems), at: commit.place)
  }

  private func modules(
    _ node: Node?, _ url: Node, _ ref: Node, _ problems: inout Diagnostics
  ) -> [String: ModuleLock.Module] {
    guard let node, let members = node.mapping else {
      problems.error(Message.noModules, at: node?.place ?? url.place, hint: Self.repairs)
      return [:]
    }
    var modules: [String: ModuleLock.Module] = [:]
    for member in members {
      let directory = member.key.scalar?.text ?? ""
      let digest = member.value.scalar?.text ?? ""
      guard directory == "." || source(url, ref, directory, at: member.key, &problems) != nil
      else { continue }
      let digits = digest.dropFirst("sha256:".count)
      guard digest.hasPrefix("sha256:"), digits.utf8.count == 64,
        RemoteRevision.isCommit(String(digits))
      else {
        problems.error(Message.noDigest(digest), at: member.value.place)
        continue
      }
      modules[directory == "." ? "" : directory] =
        ModuleLock.Module(digest: digest, at: member.value.place)
    }
    return modules
  }

  /// The source that the parts are of, which has to be written as we write it.
  private func source(
    _ url: Node, _ ref: Node, _ directory: String, at key: Node? = nil,
    _ problems: inout Diagnostics
  ) -> RemoteSource? {
    let (address, name) = (url.scalar?.text ?? "", ref.scalar?.text ?? "")
    let place = directory.isEmpty ? "" : "//\(directory)"
    let at = (key ?? url).place
    do throws(RemoteSource.Refusal) {
      let source = try RemoteSource("git+\(address)\(place)?ref=\(name)")
      if source.revision.url == address, source.revision.ref == name,
        source.directory == directory
      {
        return source
      }
      problems.error(Message.other(source.description), at: at, hint: Self.repairs)
    } catch {
      problems.append(
        Diagnostic(.error, error.message, at: at, hint: error.hint, hidesLine: error.hidesText))
    }
    return nil
  }

  private func text(
    _ key: String, of node: Node, _ problems: inout Diagnostics
  ) -> Node? {
    if let value = node[key], let text = value.scalar, !value.isNull, !text.text.isEmpty {
      return value
    }
    problems.error(Message.missing(key), at: node[key]?.place ?? node.place, hint: Self.repairs)
    return nil
  }

  private func check(
    _ members: [Node.Entry], of owner: String, among keys: [String],
    _ problems: inout Diagnostics
  ) {
    for member in members {
      let key = member.key.scalar?.text ?? ""
      if keys.contains(key) { continue }
      let meant = nearest(to: key, among: keys).map { "did you mean '\($0)'?" }
      problems.error(
        Message.unknown(key, of: owner), at: member.key.place,
        hint: meant ?? "known are \(keys.joined(separator: ", "))")
    }
  }
}

private enum Message {
  static let noMapping = "a lock is a mapping of 'version' and 'repositories'"
  static let noVersion = "the lock has no version"
  static func version(_ version: String) -> String {
    "the lock is of version '\(version)', and this converge reads version \(ModuleLock.version)"
  }
  static let newer = "read it with a newer converge"
  static let noList = "'repositories' must be a list"
  static let noEntry = "a repository is a mapping of 'url', 'ref', 'commit' and 'modules'"
  static func missing(_ key: String) -> String { "the repository has no '\(key)'" }
  static func noCommit(_ text: String) -> String {
    "'\(text)' is no commit: it has 40 or 64 hexadecimal digits"
  }
  static func twice(_ url: String, _ ref: String) -> String {
    "'\(url)' is locked twice at '\(ref)'"
  }
  static let first = "it is locked here"
  static let noModules = "'modules' must be a mapping of directories to digests"
  static func noDigest(_ text: String) -> String {
    "'\(text)' is no digest: it is 'sha256:' and 64 hexadecimal digits"
  }
  static func other(_ source: String) -> String { "a lock would write this as '\(source)'" }
  static func unknown(_ key: String, of owner: String) -> String {
    "unknown key '\(key)' of \(owner)"
  }
}
