package import ConvergeCore

/// Fetches modules from other hosts with git. Nothing of a repository is checked out: its files are
/// taken as they are stored, so that neither attributes nor filters nor links have a say.
package struct ModuleFetcher: Sendable {
  private let store: ModuleStore
  private let environment: [String: String]
  private let isStopped: @Sendable () -> Bool

  private static let askTimeout = Duration.seconds(60)
  private static let fetchTimeout = Duration.seconds(600)

  /// - Parameters:
  ///   - store: has room for what is under way.
  ///   - environment: that we were started with.
  ///   - isStopped: asked now and then whether to give up.
  package init(
    _ store: ModuleStore, environment: [String: String] = ProcessEnvironment.all(),
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.store = store
    self.environment = environment
    self.isStopped = isStopped
  }

  /// The commit that a ref names at its remote now.
  ///
  /// - Throws: `HostError`: `notFound` where there is no such ref, `refused` where it names two
  ///   things, `unavailable` where the remote, or git, cannot be had.
  package func commit(of revision: RemoteRevision) async throws(HostError) -> String {
    let ref = revision.ref
    if RemoteRevision.isCommit(ref) { return ref }
    let workshop = try workshop()
    let git = try await git(in: workshop.path, revision)
    let names = ref == RemoteRevision.usualRef || ref.hasPrefix("refs/")
    let full = names ? [ref] : ["refs/tags/\(ref)", "refs/heads/\(ref)"]
    let output = try await git.output(
      ["ls-remote", "--quiet", "--", revision.url] + full + full.map { "\($0)^{}" },
      to: "ask", revision.url, within: Self.askTimeout)
    var commits: [String: String] = [:]
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "\t").map(String.init)
      if parts.count == 2, RemoteRevision.isCommit(parts[0]) { commits[parts[1]] = parts[0] }
    }
    // A tag with a message of its own names the commit behind it.
    let found = full.compactMap { name in commits["\(name)^{}"] ?? commits[name] }
    guard let first = found.first else {
      throw HostError(
        .notFound, "find", "'\(ref)' at \(revision.url)", because: Message.noRef(ref),
        remedy: Message.commits)
    }
    guard found.count == 1 || found[1] == first else {
      throw HostError(
        .refused, "find", "'\(ref)' at \(revision.url)", because: Message.twoRefs,
        remedy: Message.fullRef(ref))
    }
    return first
  }

  /// Modules of a repository at a commit, by their directories.
  ///
  /// - Returns: for each directory its files, or why they cannot be taken.
  /// - Throws: `HostError` where the commit cannot be had.
  package func modules(
    in directories: [String], of revision: RemoteRevision, at commit: String
  ) async throws(HostError) -> [String: Result<ModuleContent, HostError>] {
    let workshop = try workshop()
    let git = try await git(in: workshop.path, revision)
    try await fetch(revision, commit, git)
    var result: [String: Result<ModuleContent, HostError>] = [:]
    for directory in directories {
      do throws(HostError) {
        let tree = GitTree(git: git, commit: commit, directory: directory)
        result[directory] = .success(try await tree.content())
      } catch {
        guard !isStopped() else { throw error }
        result[directory] = .failure(error)
      }
    }
    return result
  }

  /// Room for what is under way.
  func workshop() throws(HostError) -> Workshop { try Workshop(in: try store.prepare()) }

  /// git in a workshop.
  func git(
    in work: String, _ revision: RemoteRevision
  ) async throws(HostError) -> Git {
    try await Git(
      in: work, revision.transport, caller: environment, isStopped: isStopped)
  }

  /// As little as the server gives: the commit alone; with what is behind it, where the server knows
  /// no less (files behind plain HTTP); everything, where it gives only what has a name.
  func fetch(
    _ revision: RemoteRevision, _ commit: String, _ git: Git
  ) async throws(HostError) {
    let format = commit.utf8.count == 64 ? ["--object-format=sha256"] : []
    _ = try await git.output(
      ["init", "--quiet", "--bare", "--template="] + format + ["--", git.repository],
      to: "make", "a repository", within: Self.askTimeout)
    let start = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"]
    let all = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
    let ways = [
      start + ["--depth=1", "--", revision.url, commit], start + ["--", revision.url, commit],
      start + ["--", revision.url] + all,
    ]
    var failure: HostError?
    for way in ways {
      do throws(HostError) {
        _ = try await git.inRepository(
          way, to: "fetch", revision.url, within: Self.fetchTimeout)
        failure = nil
        break
      } catch {
        // Asking otherwise does not help where nobody answers.
        guard error.reason == .failed, !isStopped() else { throw error }
        failure = failure ?? error
      }
    }
    do throws(HostError) {
      let found = try await git.inRepository(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(commit)^{commit}"],
        to: "find", "the commit \(commit)", within: Self.askTimeout)
      guard String(decoding: found, as: UTF8.self).hasPrefix(commit) else {
        throw HostError(
          .notFound, "find", "the commit \(commit)", because: Message.noCommit(revision.url))
      }
    } catch {
      if error.reason == .unavailable || isStopped() { throw error }
      throw HostError(
        .notFound, "fetch", "the commit \(commit)",
        because: failure?.because ?? Message.noCommit(revision.url), remedy: Message.gone)
    }
  }
}

private enum Message {
  static func noRef(_ ref: String) -> String {
    ref == RemoteRevision.usualRef
      ? "the repository has no HEAD: it may be empty"
      : "the repository has no tag or branch '\(ref)'"
  }
  static let commits = "name a tag or a branch of it, or a commit with all its digits"
  static let twoRefs = "it names a tag and a branch, which are not the same"
  static func fullRef(_ ref: String) -> String {
    "write ?ref=refs/tags/\(ref) or ?ref=refs/heads/\(ref)"
  }
  static func noCommit(_ url: String) -> String { "\(url) has no such commit" }
  static let gone = "where it is gone from there, lock another with 'module lock --update'"
}
