internal import ConvergeCore
internal import Synchronization

/// The modules of other hosts that a manifest and its modules use: each is held against the lock,
/// and read from where it is kept.
final class RemoteModules: Sendable {
  private let storage: any ModuleStorage
  private let home: SourceFolder
  /// The manifest as its user named it.
  private let manifest: String
  /// In the place of what is beside the manifest.
  private let given: ModuleLock?
  private let state = Mutex(State())

  private struct State {
    var lock: ModuleLock?
    /// Whether the lock is wrong, and was reported.
    var isLockWrong = false
    var known: [RemoteSource: (use: RemoteUse, module: StoredModule?)] = [:]
    var uses: [RemoteUse] = []
    /// How many could not be used.
    var lackCount = 0
  }

  init(_ surroundings: Surroundings, home: SourceFolder, manifest: String) {
    storage = surroundings.storage
    given = surroundings.lock
    self.home = home
    self.manifest = manifest
  }

  /// In the order in which they were found.
  var uses: [RemoteUse] { state.withLock { $0.uses } }

  /// How often a module could not be used because it is not locked, fetched, or as it is locked.
  var lackCount: Int { state.withLock { $0.lackCount } }

  /// A module that can be used.
  ///
  /// - Parameter path: of the use, from the manifest on.
  /// - Returns: nil after a problem was reported.
  func find(
    _ source: RemoteSource, as path: String, at place: Place, _ journal: Journal,
    reporting problems: inout Diagnostics
  ) -> StoredModule? {
    guard let lock = lock(journal, &problems) else { return nil }
    let known = state.withLock { $0.known[source] }
    let found = known ?? look(for: source, path, place, lock)
    let use = known == nil ? found.use : found.use.again(as: path, at: place)
    state.withLock { state in
      state.known[source] = found
      state.uses.append(use)
      if use.problem != nil { state.lackCount += 1 }
    }
    if let problem = use.problem { problems.append(problem) }
    return found.module
  }

  /// The lock; an empty one where there is none. Nil where it is wrong.
  private func lock(_ journal: Journal, _ problems: inout Diagnostics) -> ModuleLock? {
    if let given { return given }
    let (known, isWrong) = state.withLock { ($0.lock, $0.isLockWrong) }
    if isWrong { return nil }
    if let known { return known }
    let shown = home.shown(ModuleLock.file)
    var lock = ModuleLock()
    var found = Diagnostics()
    do throws(HostError) {
      let bytes = try home.read(ModuleLock.file, limitBytes: ModuleLock.sizeLimitBytes)
      journal.keep(bytes, as: shown)
      lock = ModuleLock(bytes, file: shown, reporting: &found)
    } catch {
      if error.reason != .notFound {
        found.error(Message.unreadable(shown, error), at: Place(file: shown, line: 1, column: 1))
      }
    }
    problems.append(contentsOf: found)
    state.withLock { [lock, found] state in
      state.lock = lock
      state.isLockWrong = found.hasErrors
    }
    return found.hasErrors ? nil : lock
  }

  private func look(
    for source: RemoteSource, _ path: String, _ place: Place, _ lock: ModuleLock
  ) -> (use: RemoteUse, module: StoredModule?) {
    let locked = lock.locked(source)
    func use(_ state: RemoteUse.State, _ problem: Diagnostic?) -> RemoteUse {
      RemoteUse(
        source: source, path: path, place: place, state: state, commit: locked?.entry.commit,
        digest: locked?.module.digest, problem: problem)
    }
    func lacking(_ state: RemoteUse.State, _ message: String) -> RemoteUse {
      use(state, Diagnostic(.error, message, at: place, hint: Message.fetch(manifest)))
    }
    guard let (entry, module) = locked else {
      return (lacking(.unlocked, Message.unlocked(source)), nil)
    }
    func changed(_ message: String, _ note: String, _ locked: Place?) -> RemoteUse {
      use(
        .changed,
        Diagnostic(
          .error, message, at: place, hint: Message.again(manifest),
          related: locked.map { [Diagnostic.Related(note, at: $0)] } ?? []))
    }
    do throws(HostError) {
      guard let stored = try storage.module(in: source.directory, at: entry.commit) else {
        return (lacking(.missing, Message.missing(source, entry.commit)), nil)
      }
      guard stored.commit == entry.commit else {
        let message = Message.otherCommit(source, stored.commit, entry.commit)
        return (changed(message, Message.lockedCommit, entry.place), nil)
      }
      let digest = stored.content.digest.description
      guard digest == module.digest else {
        let message = Message.otherContent(source, digest, module.digest)
        return (changed(message, Message.lockedContent, module.place), nil)
      }
      return (use(.fetched, nil), stored)
    } catch {
      return (changed(Message.unusable(source, error), Message.lockedContent, module.place), nil)
    }
  }
}

private enum Message {
  static func unreadable(_ file: String, _ error: HostError) -> String {
    "cannot read '\(file)': \(error.because)"
  }
  static func fetch(_ manifest: String) -> String { "run 'converge module fetch \(manifest)'" }
  static func unlocked(_ source: RemoteSource) -> String {
    "the module '\(source)' is not locked in \(ModuleLock.file)"
  }
  static func missing(_ source: RemoteSource, _ commit: String) -> String {
    "the module '\(source)' is locked at \(commit.prefix(12)), and not fetched"
  }
  static func otherContent(_ source: RemoteSource, _ kept: String, _ locked: String) -> String {
    "the module '\(source)' is not as it is locked: what was fetched is \(kept), locked is \(locked)"
  }
  static func otherCommit(_ source: RemoteSource, _ kept: String, _ locked: String) -> String {
    "the module '\(source)' is not as it is locked: what was fetched is of the commit \(kept), locked "
      + "is \(locked)"
  }
  static func again(_ manifest: String) -> String {
    "run 'converge module fetch \(manifest)': it fetches what is locked again"
  }
  static func unusable(_ source: RemoteSource, _ error: HostError) -> String {
    "the module '\(source)' cannot be used: \(error)"
  }
  static let lockedCommit = "the commit is locked here"
  static let lockedContent = "the content is locked here"
}
