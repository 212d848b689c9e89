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
    /// How the process would end if this were all that it did.
    var status = ExitStatus.success
    /// Until a window opens for something that waits.
    var opensIn: Duration?
  }

  let settings: AgentSettings
  let folder: AgentFolder
  let observer: @Sendable (EngineOptions.Event) -> Void
  /// Who was last seen to change a thing.
  let sighted: @Sendable (Identity, Int64?) -> SightingBook.Entry?

  /// Reads the manifest and runs all of it.
  ///
  /// - Parameter manifest: its path.
  func whole(_ manifest: String) async -> Outcome {
    var outcome = Outcome()
    var source = ManifestReport()
    source.path = manifest
    do {
      let run = try ManifestRun(
        manifest, settings.input, settings.selection, settings.state, settings.output,
        digested: true)
      source = run.source
      let digest = digest(of: run)
      let stance = AgentStance(
        settings.agent.mode, digest: digest, applied: try? folder.applied())
      let report = try await run.apply(settings.options, settings.lock, terms(stance))
      if stance.remembersSuccess, report.isSuccess { try? folder.writeApplied(digest) }
      outcome.report = report
      outcome.run = run
      outcome.status = ExitStatus(rawValue: report.exitStatus())
      outcome.opensIn = opensIn(report)
    } catch {
      take(error, source, into: &outcome)
    }
    return outcome
  }

  /// Runs these resources of a manifest that was read, and what is refreshed when they change. A
  /// run that finds all in sync leaves no trace.
  func part(of run: ManifestRun, _ indices: Set<Int>) async -> Outcome {
    var outcome = Outcome()
    do {
      let stance = AgentStance(
        settings.agent.mode, digest: digest(of: run), applied: try? folder.applied())
      var terms = terms(stance)
      terms.keepsAll = false
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
    outcome.problem = stop.diagnostics.first?.message ?? stop.message ?? Message.interrupted
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
  static let interrupted = "converge was told to stop"
}
