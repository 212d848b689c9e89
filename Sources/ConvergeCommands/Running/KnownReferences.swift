internal import ConvergeLedger
internal import ConvergeReport

/// The references that a shell can complete: those of the last runs on this host.
enum KnownReferences {
  private static let runLimit = 5

  /// - Parameter words: the command line so far; its state directory counts.
  static func all(_ words: [String]) -> [String] {
    var state = StateOptions()
    state.path = nil
    if let place = words.firstIndex(of: "--state-dir"), place + 1 < words.count {
      state.path = words[place + 1]
    }
    let found = try? Waiting.run { [state] in
      let history = try await History(in: state)
      var found: Set<String> = []
      for run in try await history.runs(limit: runLimit) {
        guard let report = try? await history.report(of: run.id) else { continue }
        found.formUnion(report.resources.map(\.ref))
      }
      return found.sorted()
    }
    return found ?? []
  }
}
