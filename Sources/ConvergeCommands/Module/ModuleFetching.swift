internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeReport

/// Brings the modules of other hosts that a manifest uses to this one, and says in a lock exactly
/// which they are. All is told and nothing locked where anything is wrong.
struct ModuleFetching {
  /// What is wanted besides.
  struct Wish: Sendable {
    /// Nothing may be locked that is not yet.
    var isFrozen = false
    /// All that is locked is fetched, whatever uses it.
    var takesAll = false
    /// Refs are looked up anew: of all, or of the modules with these names.
    var updates = false
    var names: [String] = []
    /// What the manifest does not use is locked no longer.
    var prunes = false
  }

  /// What came of a module.
  struct Outcome: Sendable {
    enum Doing: String {
      /// It was here already.
      case kept
      case fetched
      /// It was not locked before.
      case locked
      /// It was locked at another commit.
      case updated
    }

    let source: RemoteSource
    let commit: String
    let digest: String
    let doing: Doing
    /// Where it was locked at another one.
    let earlierCommit: String?
  }

  /// Modules stand in one another less deep than this.
  private static let roundLimit = 40

  private let argument: ManifestArgument
  private let wish: Wish
  private let file: LockFile
  private let store: ModuleStore
  private let fetcher: ModuleFetcher
  private let line: LiveLine
  private let surroundings: Surroundings
  private(set) var lock: ModuleLock
  private(set) var problems: Diagnostics
  private(set) var texts: [String: [UInt8]] = [:]
  /// The first that was not the manifest's fault.
  private(set) var obstacle: ExitStatus?
  private var fetched: Set<RemoteSource> = []
  private var used: Set<RemoteSource> = []

  /// - Throws: `Stop` where what the options name cannot be read, or nothing can be kept.
  init(
    _ argument: ManifestArgument, _ input: InputOptions, _ state: StateOptions, _ wish: Wish,
    _ line: LiveLine
  ) throws {
    self.argument = argument
    self.wish = wish
    self.line = line
    file = try LockFile(beside: argument)
    lock = file.lock
    (surroundings, problems) = try input.surroundings(state)
    problems.append(contentsOf: file.problems)
    store = ModuleStore(chosen: state.path, environment: surroundings.environment)
    fetcher = ModuleFetcher(
      store, environment: surroundings.environment, isStopped: { Interruption.isAsked })
    if let bytes = file.bytes { texts[file.shown] = bytes }
  }

  /// Does it.
  mutating func run() async throws {
    if problems.hasErrors { return }
    try await update()
    if wish.takesAll, !problems.hasErrors {
      await bring(lock.sources.map { ($0, lock.locked($0)?.module.place) })
    }
    try await settle()
    if wish.prunes, !problems.hasErrors { lock.keep(used) }
  }

  /// Writes the lock; what came of each module, in its order.
  func end() throws -> (outcomes: [Outcome], isWritten: Bool) {
    let isWritten = try file.replace(by: lock)
    let outcomes = lock.sources.filter { wish.takesAll || used.contains($0) }
      .compactMap(outcome)
    return (outcomes, isWritten)
  }

  /// As messages call the lock.
  var lockName: String { file.shown }

  private func outcome(of source: RemoteSource) -> Outcome? {
    guard let (entry, module) = lock.locked(source) else { return nil }
    let earlier = file.lock[source.revision]?.commit
    let isNew = file.lock.locked(source) == nil
    let isMoved = earlier != nil && earlier != entry.commit
    let doing: Outcome.Doing =
      isMoved ? .updated : isNew ? .locked : fetched.contains(source) ? .fetched : .kept
    return Outcome(
      source: source, commit: entry.commit, digest: module.digest, doing: doing,
      earlierCommit: isMoved ? earlier : nil)
  }

  /// Reads the manifest again and again, each time with what was lacking before.
  private mutating func settle() async throws {
    for _ in 0..<Self.roundLimit where !problems.hasErrors {
      let reading = read()
      used = Set(reading.remotes.map(\.source))
      let lacking = reading.remotes.filter { $0.state != .fetched }
      guard !lacking.isEmpty else {
        if reading.hidesRemotes { takeOver(reading) }
        return
      }
      await bring(lacking.map { ($0.source, $0.place) })
    }
    if !problems.hasErrors { problems.error(Message.endless, at: nil) }
  }

  private mutating func read() -> ManifestReader.Reading {
    var surroundings = surroundings
    surroundings.lock = lock
    let reading = ManifestReader(
      kinds: registeredKinds, sources: argument.sources, surroundings: surroundings
    ).read(argument.text)
    texts.merge(reading.texts) { _, new in new }
    return reading
  }

  /// What keeps us from knowing all modules; what is wrong besides is for others to tell.
  private mutating func takeOver(_ reading: ManifestReader.Reading) {
    let lacking = Set(reading.remotes.compactMap(\.problem))
    for problem in reading.problems.items where !lacking.contains(problem) {
      problems.append(problem)
    }
  }

  /// Looks refs up anew, and fetches what they name now.
  private mutating func update() async throws {
    guard wish.updates else { return }
    var revisions = lock.entries.keys.sorted(by: RemoteRevision.precedes)
    if !wish.names.isEmpty { revisions = try await named() }
    for revision in revisions {
      guard let old = lock[revision], !RemoteRevision.isCommit(revision.ref) else { continue }
      line.show(Message.asking(revision))
      do throws(HostError) {
        try store.prepare()
        let commit = try await fetcher.commit(of: revision)
        guard commit != old.commit else { continue }
        let directories = old.modules.keys.sorted()
        line.show(Message.fetching(revision, commit))
        lock[revision] = ModuleLock.Entry(revision, commit: commit)
        for (directory, content) in try await fetcher.modules(
          in: directories, of: revision, at: commit)
        {
          // One that is gone is missed only where it is used.
          guard case .success(let content) = content else { continue }
          try keep(content, of: RemoteSource(revision: revision, directory: directory), commit)
        }
      } catch {
        report(error, at: old.place)
      }
    }
  }

  /// The repositories of modules that the user names.
  private mutating func named() async throws -> [RemoteRevision] {
    var uses = read().remotes
    func isNamed(_ use: RemoteUse, _ name: String) -> Bool {
      use.path == name || use.path.hasPrefix("\(name)/")
    }
    if wish.names.contains(where: { name in !uses.contains { isNamed($0, name) } }) {
      // It may stand in one that is not here yet.
      try await settle()
      uses = read().remotes
    }
    if problems.hasErrors { return [] }
    for name in wish.names where !uses.contains(where: { isNamed($0, name) }) {
      throw Stop(.usage, Message.unknown(name, uses.map(\.path)))
    }
    let named = uses.filter { use in wish.names.contains { isNamed(use, $0) } }
    return Set(named.map(\.source.revision)).sorted(by: RemoteRevision.precedes)
  }

  /// Fetches modules that are not here as they are locked, and locks those that are not.
  private mutating func bring(_ wanted: [(source: RemoteSource, place: Place?)]) async {
    var places: [RemoteSource: Place] = [:]
    var order: [RemoteRevision] = []
    for (source, place) in wanted {
      if let place { places[source] = places[source] ?? place }
      if isHere(source) { continue }
      if wish.isFrozen, lock.locked(source) == nil {
        problems.error(
          Message.frozen(source, file.shown), at: place, hint: Message.lockIt(argument))
        continue
      }
      if !order.contains(source.revision) { order.append(source.revision) }
    }
    for revision in order where !Interruption.isAsked {
      let sources = Set(wanted.map(\.source)).filter { $0.revision == revision && !isHere($0) }
      await bring(sources.sorted { $0.directory < $1.directory }, of: revision, places)
    }
    if Interruption.isAsked { obstacle = .interrupted }
  }

  private mutating func bring(
    _ sources: [RemoteSource], of revision: RemoteRevision, _ places: [RemoteSource: Place]
  ) async {
    do throws(HostError) {
      try store.prepare()
      line.show(Message.asking(revision))
      var commit = lock[revision]?.commit ?? ""
      if commit.isEmpty { commit = try await fetcher.commit(of: revision) }
      line.show(Message.fetching(revision, commit))
      let contents = try await fetcher.modules(
        in: sources.map(\.directory), of: revision, at: commit)
      for source in sources {
        do throws(HostError) {
          guard let content = try contents[source.directory]?.get() else { continue }
          if let locked = lock.locked(source)?.module,
            locked.digest != content.digest.description
          {
            reportOther(content, source, commit, locked, at: places[source])
            continue
          }
          try keep(content, of: source, commit)
        } catch {
          report(error, at: places[source])
        }
      }
    } catch {
      report(error, at: sources.first.flatMap { places[$0] })
    }
  }

  private mutating func keep(
    _ content: ModuleContent, of source: RemoteSource, _ commit: String
  ) throws(HostError) {
    try store.place(content, of: source, at: commit)
    let known = lock[source.revision]
    var entry = known ?? ModuleLock.Entry(source.revision, commit: commit)
    if entry.modules[source.directory] == nil {
      entry.modules[source.directory] = ModuleLock.Module(digest: content.digest.description)
    }
    lock[source.revision] = entry
    fetched.insert(source)
  }

  private func isHere(_ source: RemoteSource) -> Bool {
    guard let (entry, module) = lock.locked(source),
      let stored = try? store.module(in: source.directory, at: entry.commit)
    else { return false }
    return stored.commit == entry.commit && stored.content.digest.description == module.digest
  }

  private mutating func reportOther(
    _ content: ModuleContent, _ source: RemoteSource, _ commit: String,
    _ locked: ModuleLock.Module, at place: Place?
  ) {
    let note = locked.place.map { Diagnostic.Related(Message.locked, at: $0) }
    problems.error(
      Message.other(source, commit, content.digest.description, locked.digest), at: place,
      hint: Message.compare, related: note.map { [$0] } ?? [])
  }

  private mutating func report(_ error: HostError, at place: Place?) {
    let status: ExitStatus? =
      switch error.reason {
      case .unavailable, .timedOut: .unavailable
      case .interrupted: .interrupted
      case .denied, .noSpace, .readOnly, .exists, .other: .notWritable
      default: nil
      }
    obstacle = obstacle ?? status
    if status == .interrupted { return problems.error(Message.interrupted, at: nil) }
    let text = "\(HostError(error.reason, error.operation, error.subject, because: error.because))"
    problems.error(text, at: place, hint: error.remedy)
  }
}

private enum Message {
  static let endless = "modules use one another more than 40 deep"
  static func asking(_ revision: RemoteRevision) -> String {
    "asking \(revision.url) for \(revision.ref)"
  }
  static func fetching(_ revision: RemoteRevision, _ commit: String) -> String {
    "fetching \(revision.url) at \(commit.prefix(12))"
  }
  static func unknown(_ name: String, _ names: [String]) -> String {
    let hint =
      nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? (names.isEmpty
        ? "it uses none" : "there are \(Set(names).sorted().joined(separator: ", "))")
    return "'\(name)' is no module of another host in this manifest: \(hint)"
  }
  static func frozen(_ source: RemoteSource, _ lock: String) -> String {
    "'\(source)' is not locked, and with --frozen \(lock) is not to be changed"
  }
  static func lockIt(_ argument: ManifestArgument) -> String {
    "run 'converge module lock \(argument.file)', and keep the lock with the manifest"
  }
  static func other(
    _ source: RemoteSource, _ commit: String, _ found: String, _ locked: String
  ) -> String {
    "the module '\(source)' is not as it is locked: at \(commit.prefix(12)) it is \(found), locked is "
      + locked
  }
  static let locked = "the content is locked here"
  static let compare = "look at how the lock came to be; removing its line locks what is there now"
  static let interrupted = "it was interrupted; nothing is locked"
}
