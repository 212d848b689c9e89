internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeGraph
internal import ConvergeHost
internal import ConvergeKinds
internal import ConvergeLedger
internal import ConvergeManifest
internal import ConvergeReport

/// A run of one manifest, from its text to its report: what `apply`, `plan` and `drift` share.
struct ManifestRun {
  /// What a report says of the manifest.
  let source: ManifestReport
  private var work: Work
  private let warnings: Diagnostics
  private let outputs: Value
  /// How many resources `when` leaves out.
  private let excludedCount: Int
  private let texts: [String: [UInt8]]
  private let color: ColorOption
  /// Of all that was read for it: texts, data, modules, sources of files.
  /// nil where nobody asked for it.
  let digest: Digest?
  /// Where that was wanted, what it was read from.
  private let reading: DigestingSources?

  /// Where a manifest that was fetched has come from, whatever directory it lies in now.
  struct Origin: Sendable {
    /// As a person names it.
    let source: String
    /// What it is called if it says nothing itself.
    let name: String
  }

  /// Reads the manifest; nothing else is touched.
  ///
  /// - Parameters:
  ///   - digested: whether the digest of all that is read is wanted.
  ///   - origin: nil: it lies where it was written.
  /// - Throws: `Stop` where it cannot be read or is not valid, all problems told, or where a
  ///   selected reference or tag names nothing.
  init(
    _ argument: String, _ input: InputOptions, _ selection: SelectionOptions,
    _ state: StateOptions, _ output: ReportOptions, digested: Bool = false,
    from origin: Origin? = nil
  ) throws {
    // From before it is read: what changes meanwhile has changed.
    let path = WorkingDirectory.isDirectory(argument) ? argument + "/manifest.yml" : argument
    let stamp = FileStamp(of: path)
    let read = try ManifestArgument.read(argument, inDirectory: origin?.name)
    let sources =
      digested
      ? DigestingSources(read.sources, in: read.directory, read.text.bytes, (path, stamp)) : nil
    let loaded = try LoadedManifest(read, input, state, reading: sources)
    digest = sources?.digest
    reading = sources
    let (manifest, graph) = try loaded.valid(output.color, output.amount.ofProblems)
    source = ManifestReport(manifest)
    warnings = loaded.problems
    outputs = .mapping(manifest.outputs)
    texts = loaded.texts
    color = output.color
    excludedCount = manifest.excludedCount
    let selection = try selection.selection(of: manifest.resources)
    do throws(Selection.Unknown) {
      work = Work(
        manifest: manifest.name, path: origin?.source ?? manifest.path,
        resources: manifest.resources, graph: graph,
        selected: try selection.indices(among: manifest.resources, graph),
        excluded: manifest.excluded)
    } catch {
      throw Stop(.usage, Message.unknown(error))
    }
  }

  /// What an apply would do.
  func plan(
    _ verb: Run.Verb, _ options: RunOptions, takesOver: Bool = false
  ) async throws -> Report {
    let local = LocalHost(hookArea: try options.state.hookArea())
    try refuseUnknownNames(on: local.host)
    let access = try await StateReading(options.state)
    var settings = engineOptions(options, access.key, local)
    settings.takesOver = takesOver
    let engine = Engine(
      host: local.host, ledger: access.ledger, kinds: registeredKinds, options: settings)
    let run: Run
    let began = local.host.clock.now().wallNanoseconds
    do throws(HostError) {
      run = try await engine.plan(work, as: verb)
    } catch {
      switch error.reason {
      case .refused: throw Stop(.invalidManifest, error)
      case .denied: throw Stop(.denied, error)
      default: throw Stop(.unreadable, error)
      }
    }
    await local.close()
    var report = report(run)
    await LastSeen(ledger: access.ledger).fill(&report, howOften: verb == .drift)
    let folder = AgentFolder(in: try options.state.directory().path, files: LocalFiles())
    let book = (try? folder.sightings()) ?? SightingBook()
    fillActors(
      &report,
      Actors(
        latest: { book.latest($0, sinceWallNanoseconds: $1) }, host: local.host,
        beganNanoseconds: began))
    report.messages += access.notes
    if !run.hasLedger, report.resources.contains(where: { $0.cause == .unknown }) {
      report.messages.append(Message.noLedger)
    }
    return report
  }

  /// Whether all that was read for it is still what it was, as far as can be told without reading it.
  var isCurrent: Bool { reading?.isCurrent ?? true }

  /// The same for these resources only, and all that are refreshed when they change.
  func narrowed(to indices: Set<Int>) -> ManifestRun {
    var chosen = indices
    var next = Array(indices)
    while let index = next.popLast() {
      for subscriber in work.graph.subscribers(of: index)
      where chosen.insert(subscriber).inserted { next.append(subscriber) }
    }
    return ManifestRun(self, chosen)
  }

  private init(_ whole: ManifestRun, _ chosen: Set<Int>) {
    self = whole
    work = whole.work.selecting(chosen)
  }

  /// Where a resource's changes on the host show, by its index.
  var identities: [[Identity]] { work.resources.map(Self.identities) }

  private static func identities(of resource: DeclaredResource) -> [Identity] {
    [resource.vertex.identity] + resource.vertex.provides
  }

  /// What of each resource is watched between two passes, by its index.
  var watched: [[Watched]] {
    work.resources.map { resource in
      let hasContent = resource.declaration.boolean("recurse") ?? false
      return ([resource.vertex.identity] + resource.vertex.provides).compactMap {
        Watched($0, hasContent: hasContent && $0 == resource.vertex.identity)
      }
    }
  }

  /// The same identities by the references that a report has.
  var identitiesByReference: [String: [Identity]] {
    Dictionary(
      zip(work.resources.lazy.map { $0.declaration.reference.description }, identities),
      uniquingKeysWith: +)
  }

  private func fillActors(_ report: inout Report, _ actors: Actors) {
    guard report.resources.contains(where: { $0.cause == .host || $0.cause == .both }) else {
      return
    }
    actors.fill(&report, identitiesByReference)
  }

  /// Whether anything in it runs scripts that the host's own configuration may forbid.
  var hasHooks: Bool { work.resources.contains { $0.declaration.kind.hasOccasions } }

  /// Makes the host as the manifest says, alone on it, and keeps the report.
  ///
  func apply(
    _ options: RunOptions, _ lock: LockOptions, _ terms: ApplyTerms
  ) async throws -> Report {
    let local = LocalHost(hookArea: try options.state.hookArea())
    try refuseUnknownNames(on: local.host)
    let access = try await StateWriting.open(
      options.state, lock, for: terms.verb, isQuiet: terms.isQuiet)
    let progress = Progress(
      total: work.selected?.count ?? work.resources.count, isWanted: !terms.isQuiet)
    var settings = engineOptions(options, access.key, local)
    settings.takesOver = terms.takesOver
    settings.policy = terms.policy
    settings.stance = terms.stance
    settings.postponement = terms.postponement
    settings.isInterrupted = { Interruption.isAsked }
    settings.observer = { event in
      progress.observe(event)
      terms.observer(event)
    }
    let traces = FileTraces(on: local.host.files)
    settings.corrects = { [work] index in
      let resource = work.resources[index]
      traces.look(
        at: Self.identities(of: resource), of: resource.declaration.reference.description)
    }
    let engine = Engine(
      host: local.host, ledger: access.ledger, kinds: registeredKinds, options: settings)
    let began = local.host.clock.now().wallNanoseconds
    let run: Run
    do throws(HostError) {
      defer { progress.clear() }
      run = try await engine.apply(work)
    } catch {
      throw Stop(error.reason == .refused ? .invalidManifest : .notWritable, error)
    }
    await local.close()
    var report = report(run)
    if let seen = terms.allSeen {
      LastSeen.fill(&report, asOf: seen)
    } else {
      await LastSeen(ledger: access.ledger).fill(&report)
    }
    fillActors(
      &report,
      Actors(
        latest: terms.sighted, host: local.host, beganNanoseconds: began, traces: traces))
    report.fill(terms.contested, identitiesByReference)
    report.messages += terms.notes
    if terms.keepsAll || report.hasNews,
      let complaint = await keep(report, in: access.ledger, terms)
    {
      report.messages.append(complaint)
    }
    return report
  }

  /// - Throws: `Stop` with 65 where hooks name what is neither on the host nor declared.
  private func refuseUnknownNames(on host: Host) throws {
    guard hasHooks else { return }
    let declared = Set(work.resources.flatMap { $0.vertex.provides })
    // A package may bring an account that nobody can foresee.
    let isOpen = work.resources.contains {
      $0.declaration.kind.hasOpenEffects && !$0.declaration.kind.hasOccasions
    }
    var problems = Diagnostics()
    do throws(HostError) {
      for resource in work.resources {
        guard
          let unknown = try resource.resource.unknownName(
            on: host, among: declared, isOpen: isOpen)
        else { continue }
        problems.error(
          unknown.message, at: resource.declaration.place(of: unknown.attribute),
          hint: unknown.hint)
      }
    } catch {
      throw Stop(.incomplete, error)
    }
    guard problems.hasErrors else { return }
    problems.tell(in: texts, color, ProblemAmount())
    throw Stop(.invalidManifest, problems.items.map { DiagnosticReport($0) })
  }

  private func engineOptions(
    _ options: RunOptions, _ key: [UInt8], _ local: LocalHost
  ) -> EngineOptions {
    let now = Timestamp(seconds: local.host.clock.now().wallNanoseconds / 1_000_000_000)
    var settings = EngineOptions(run: Self.newID(at: now))
    settings.jobs = options.jobCount
    settings.key = key
    return settings
  }

  /// A run's start, and four digits that tell it from others of the same second.
  static func newID(at now: Timestamp) -> RunID {
    RunID("\(now)-\(RandomBytes.hexadecimal(digits: 4))")
  }

  private func report(_ run: Run) -> Report {
    var report = Report(run, of: work, manifest: source, host: HostReport(.local()))
    report.outputs = outputs
    report.notSelected += excludedCount
    report.diagnostics = warnings.items.map { DiagnosticReport($0) }
    return report
  }

  /// Writes the report to the history; what a person should know where that fails.
  private func keep(
    _ report: Report, in ledger: any Ledger, _ terms: ApplyTerms
  ) async -> String? {
    do throws(HostError) {
      var ending: SharedText?
      if report.isPlain {
        let name = report.keptResourcesName
        let isKnown = try await ledger.hasEnding(name)
        ending = SharedText(name: name, text: isKnown ? nil : report.keptResources)
      }
      let record = RunRecord(
        id: report.run, manifest: report.manifest.name, verb: report.verb.rawValue,
        started: report.started, durationMilliseconds: report.durationMilliseconds,
        result: report.result.rawValue,
        report: ending == nil ? report.keptStart + report.keptResources : report.keptStart,
        ending: ending)
      try await ledger.commit(
        [.ended(record, keep: terms.keptRuns, since: terms.keptSince)], durably: false)
      return nil
    } catch {
      return Message.notKept(error)
    }
  }
}

extension ManifestReport {
  fileprivate init(_ manifest: Manifest) {
    self.init()
    name = manifest.name
    path = manifest.file
    sha256 = String(manifest.digest.description.dropFirst("sha256:".count))
  }
}

private enum Message {
  static func unknown(_ error: Selection.Unknown) -> String {
    let hint = error.nearest.map { ": did you mean '\($0)'?" } ?? ""
    return "--only: nothing is declared as '\(error.reference)'\(hint)"
  }

  static let noLedger = "nothing is remembered of earlier runs: why things differ is unknown"

  static func notKept(_ error: HostError) -> String {
    "this run is not in the history: \(error)"
  }
}
