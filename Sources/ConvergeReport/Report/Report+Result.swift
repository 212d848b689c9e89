internal import ConvergeCore

extension Report {
  /// The run in a word.
  package enum Result: String, Sendable, CaseIterable, ReportedWord {
    case inSync = "in_sync"
    /// An apply changed something, all went well.
    case changed
    /// A dry run found something to do.
    case differs
    case failed
    case changedAndFailed = "changed_and_failed"
    case differsAndFailed = "differs_and_failed"
    case interrupted
    /// It did not take place; the diagnostics say why.
    case notRun = "not_run"
  }

  /// Follows from the resources and what is owed; what does not count is passed over.
  package var result: Result {
    if isInterrupted { return .interrupted }
    if diagnostics.contains(where: \.isError) { return .notRun }
    let hasFailures = resources.contains {
      $0.counts && ($0.outcome.family == .failure || $0.outcome.family == .skip)
    }
    switch (verb == .apply, hasChanges, hasFailures) {
    case (_, false, false): return .inSync
    case (_, false, true): return .failed
    case (true, true, false): return .changed
    case (true, true, true): return .changedAndFailed
    case (false, true, false): return .differs
    case (false, true, true): return .differsAndFailed
    }
  }

  /// In an apply: whether anything was changed. In a dry run: whether anything differs or is owed.
  private var hasChanges: Bool {
    if verb == .apply { return resources.contains { $0.counts && $0.outcome.family == .change } }
    return owed.contains(where: \.counts)
      || resources.contains {
        $0.counts && [.change, .drift, .deferral, .unknown].contains($0.outcome.family)
      }
  }

  /// The exit status of `cli.md`; `detailed` lets an apply tell changes, too. Of what did not take
  /// place it is that of an invalid manifest, unless who told it knows better.
  package func exitStatus(detailed: Bool = false) -> Int32 {
    switch result {
    case .inSync: 0
    case .changed: detailed ? 2 : 0
    case .differs: 2
    case .failed: 4
    case .changedAndFailed: detailed ? 6 : 4
    case .differsAndFailed: 6
    case .interrupted: 130
    case .notRun: 65
    }
  }
}
