internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeHost
internal import ConvergeReport

/// One pass of the agent over its manifest, and what there is to say of it.
struct AgentPass: Sendable {
  /// How it went.
  struct Outcome: Sendable {
    /// nil where it could not take place.
    var report: Report?
    /// The manifest, as long as it may be checked again without being read.
    var run: ManifestRun?
    /// What kept it from taking place; for a person, one line.
    var problem: String?
    /// What is wrong with the source, whose last good version is in force.
    var sourceProblem: String?
    /// What of the source is in force.
    var version: String?
    /// What could not be delivered.
    var complaints: [String] = []
    /// How the process would end if this were all that it did.
    var status = ExitStatus.success
    /// Until a window opens for something that waits, or the source is to be asked after all.
    var opensIn: Duration?
  }

  let settings: AgentSettings
  let folder: AgentFolder
  let observer: @Sendable (EngineOptions.Event) -> Void
  /// Who was last seen to change a thing.
  let sighted: @Sendable (Identity, Int64?) -> SightingBook.Entry?
  /// Of each thing what its correction now would be part of.
  let contested: [Identity: Fight]

  /// Looks at the source, reads the manifest and runs all of it.
  ///
  /// - Parameter asks: false at the start, where what is in force is run first: hosts that boot together
  ///   ask their source one after the other.
  func whole(of keeper: SourceKeeper, asking asks: Bool) async -> Outcome {
    var outcome = Outcome()
    guard let agentSource = settings.source else { return outcome }
    var source = ManifestReport()
    source.path = agentSource.description
    var standing = await keeper.current()
    if asks || standing.manifest == nil {
      standing = await keeper.refresh()
    } else if agentSource.isFetched {
      outcome.opensIn = PollJitter.delay(
        machineID: settings.machineID, source: agentSource, limit: settings.agent.splay)
    }
    outcome.version = standing.accepted?.name
    outcome.sourceProblem = standing.problem?.message
    do {
      guard let manifest = standing.manifest else {
        throw Stop(.invalidManifest, Message.nothing(standing.problem?.message))
      }
      let origin = ManifestRun.Origin(
        source: agentSource.description, name: agentSource.manifestName)
      let run = try ManifestRun(
        manifest, settings.input, settings.selection, settings.state, settings.output,
        digested: true, from: agentSource.isFetched ? origin : nil)
      source = run.source
      let digest = digest(of: run)
      let stance = AgentStance(
        settings.agent.mode, digest: digest, applied: try? folder.applied())
      var terms = terms(stance)
      if standing.isProblemNew, let problem = standing.problem {
        terms.notes = [Message.stays(problem.message)]
      }
      let report = try await run.apply(settings.options, settings.lock, terms)
      if stance.remembersSuccess, report.isSuccess { try? folder.writeApplied(digest) }
      outcome.report = report
      outcome.run = run
      outcome.status = ExitStatus(rawValue: report.exitStatus())
      outcome.opensIn = [outcome.opensIn, opensIn(report)].compactMap(\.self).min()
    } catch {
      take(error, source, into: &outcome)
    }
    return outcome
  }

  /// Runs these resources of a manifest that was read, and what is refreshed when they change. A
  /// run that finds all in sync leaves no trace. It does not take place where the manifest has changed
  /// meanwhile: then a full pass is due.
  ///
  /// - Parameter allSeen: when everything was last seen as declared; nil: not all of it was.
  func part(of run: ManifestRun, _ indices: Set<Int>, allSeen: String?) async -> Outcome {
    var outcome = Outcome()
    // Whoever has changed it and applied it by hand would have it taken back.
    guard run.isCurrent else {
      outcome.problem = Message.changed
      return outcome
    }
    do {
      let stance = AgentStance(
        settings.agent.mode, digest: digest(of: run), applied: try? folder.applied())
      var terms = terms(stance)
      terms.keepsAll = false
      terms.allSeen = allSeen
      let narrowed = run.narrowed(to: indices)
      let report = try await narrowed.apply(settings.options, settings.lock, terms)
      outcome.report = report
      outcome.status = ExitStatus(rawValue: report.exitStatus())
      outcome.opensIn = opensIn(report)
    } catch {
      take(error, run.source, into: &outcome)
    }
    return outcome
  }

  private func terms(_ stance: AgentStance) -> ApplyTerms {
    var terms = settings.terms(stance, at: now)
    terms.observer = observer
    terms.sighted = sighted
    terms.contested = contested
    return terms
  }

  private var now: Int64 { LocalClock().now().wallNanoseconds / 1_000_000_000 }

  /// Of the manifest, all that it reads, and its parameters.
  private func digest(of run: ManifestRun) -> String {
    let parameters = settings.agent.parameters.jsonText()
    return Digest(of: "\(run.digest?.description ?? "")\n\(parameters)").hexadecimal
  }

  private func opensIn(_ report: Report) -> Duration? {
    guard report.resources.contains(where: { $0.outcome == .deferred || $0.waitsUntil != nil })
    else { return nil }
    let now = now
    let openings = Disruption.allCases.compactMap {
      settings.calendar.allows($0, at: now)
        ? nil : settings.calendar.nextOpening(for: $0, from: now)
    }
    return openings.min().map { .seconds(max(1, $0 - now)) }
  }

  private func take(_ error: any Error, _ source: ManifestReport, into outcome: inout Outcome) {
    let stop = error as? Stop ?? Stop(.bug, "\(error)")
    outcome.status = stop.status
    outcome.problem = stop.line ?? Message.interrupted
    if stop.status != .interrupted { outcome.report = Report(of: stop, .apply, source) }
  }
}

extension Report {
  /// Whether nothing is left to be done of what was declared.
  fileprivate var isSuccess: Bool {
    exitStatus() == 0 && owed.isEmpty && !resources.contains { $0.outcome == .deferred }
  }
}

private enum Message {
  static func nothing(_ problem: String?) -> String {
    problem ?? "the source has no manifest"
  }
  static func stays(_ problem: String) -> String {
    "the source: \(problem); what was accepted before stays in force"
  }
  static let changed = "the manifest, or what it reads, has changed since the last full pass"
  static let interrupted = "converge was told to stop"
}
