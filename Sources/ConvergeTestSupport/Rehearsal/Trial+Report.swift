internal import ConvergeCore
internal import ConvergeKinds

extension Trial {
  /// What came of many seeds.
  package struct Report: Sendable {
    /// Each begins with its seed.
    package var failures: [String] = []
    /// At what runs were stopped, and in how many seeds.
    package var stops: [CrashPoint: Int] = [:]
    /// What failed, and in how many seeds.
    package var faults: [CrashPoint: Int] = [:]
    /// How many resources of each kind there were, and how many edges of each word.
    package var resources: [String: Int] = [:]
    package var edges: [EdgeWord: Int] = [:]
    /// How many resources ran before the phase of their kind.
    package var pulledForward = 0
    /// All that was tried, where it was asked for: the texts, and the steps of every run.
    package var transcript: [String] = []
    /// Labels of steps that no crash point knows, for whoever adds one.
    package var unknownLabels: Set<String> = []

    /// The first failures.
    package var failureText: String { failures.prefix(5).joined(separator: "\n") }

    /// What was tried, as lines.
    package var summary: String {
      let points = CrashPoint.allCases.map { point in
        "\(point.rawValue): stopped at in \(stops[point, default: 0]) seeds, "
          + "failed in \(faults[point, default: 0])"
      }
      let kinds = resources.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      let words = EdgeWord.allCases.map { "\($0.rawValue): \(edges[$0, default: 0])" }
      let known = Set(resources.keys.map { String($0.prefix { $0 != " " }) })
      let strange = registeredKinds.map { $0.kind.name }.filter { !known.contains($0) }
      return
        (points + ["resources: \(kinds.joined(separator: ", "))"]
        + ["edges: \(words.joined(separator: ", "))"]
        + ["pulled forward into an earlier phase: \(pulledForward)"]
        + strange.map { "no scene has a \($0)" }
        + unknownLabels.sorted().map { "no crash point knows the step '\($0)'" })
        .joined(separator: "\n")
    }

    /// Crash points that occurred in fewer seeds than that, as failures.
    package func seldom(below count: Int) -> [String] {
      CrashPoint.allCases.filter { stops[$0, default: 0] < count }.map {
        "only \(stops[$0, default: 0]) seeds were stopped at '\($0.rawValue)', not \(count)"
      }
    }

    mutating func merge(_ other: Report) {
      failures += other.failures
      stops.merge(other.stops, uniquingKeysWith: +)
      faults.merge(other.faults, uniquingKeysWith: +)
      resources.merge(other.resources, uniquingKeysWith: +)
      edges.merge(other.edges, uniquingKeysWith: +)
      pulledForward += other.pulledForward
      unknownLabels.formUnion(other.unknownLabels)
    }

    mutating func count(_ scenario: Scenario) {
      for (draft, phase) in zip(scenario.drafts, scenario.precedence.phases ?? [])
      where phase < draft.phase { pulledForward += 1 }
      for draft in scenario.drafts {
        resources[draft.aim == .absence ? "\(draft.kind) (absent)" : draft.kind, default: 0] += 1
        for (word, targets) in draft.edges { edges[word, default: 0] += targets.count }
      }
    }

    /// Counts what befell a run; of one seed, each only once.
    mutating func count(_ weather: Weather, _ label: String) {
      guard let point = CrashPoint(label: label) else {
        unknownLabels.insert(label)
        return
      }
      if weather.isStop { stops[point] = 1 } else { faults[point] = 1 }
    }
  }
}
