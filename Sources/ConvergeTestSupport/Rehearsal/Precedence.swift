/// What comes before what in a scenario, by `language.md`, section 5, worked out from the drafts.
///
/// This is the oracle for the order of runs, and shares nothing with the graph that converge makes.
/// A scenario has at most 64 resources, so that a set of them is one number.
struct Precedence: Sendable {
  /// One resource before another.
  struct Relation: Sendable {
    let from: Int
    let to: Int
    /// nil: automatic.
    let word: EdgeWord?
  }

  /// Why one resource has to end before another begins.
  enum Reason: String, Sendable { case edge, phase, turn }

  struct Pair: Sendable {
    let earlier: Int
    let later: Int
    let reason: Reason
  }

  /// What is written, and automatic edges that close no cycle with anything.
  let relations: [Relation]
  /// Automatic edges that lie on a cycle: one of each such cycle falls away, and which it is, is
  /// not asked here.
  let doubtful: [Relation]
  /// What has to have ended before what begins.
  let pairs: [Pair]
  /// For each, all that follows it by any relation that carries failure.
  let dependents: [UInt64]
  /// The same with what is doubtful.
  let possibleDependents: [UInt64]
  /// The phase in which each runs; nil where a doubtful edge may decide that.
  let phases: [Double]?

  init(_ drafts: [Draft]) {
    precondition(drafts.count <= 64, "a scenario has at most 64 resources")
    let written = Self.written(drafts)
    let automatic = Self.automatic(drafts)
    let all = Self.closure(written + automatic, count: drafts.count)
    doubtful = automatic.filter { all[$0.to].contains($0.from) }
    relations = written + automatic.filter { !all[$0.to].contains($0.from) }
    let after = Self.closure(relations, count: drafts.count)
    let failing = relations.filter { $0.word?.carriesFailure ?? true }
    dependents = Self.closure(failing, count: drafts.count)
    possibleDependents = Self.closure(failing + doubtful, count: drafts.count)
    let phases = doubtful.isEmpty ? Self.phases(drafts, after) : nil
    self.phases = phases
    var pairs: [Pair] = []
    let turns = phases.map { Self.turns(drafts, after, $0) }
    for earlier in drafts.indices {
      for later in drafts.indices where later != earlier && !drafts[later].comesAlong {
        if after[earlier].contains(later) {
          pairs.append(Pair(earlier: earlier, later: later, reason: .edge))
        } else if let phases, phases[earlier] < phases[later] {
          pairs.append(Pair(earlier: earlier, later: later, reason: .phase))
        } else if let phases, let turns, phases[earlier] == phases[later],
          turns[earlier] < turns[later]
        {
          pairs.append(Pair(earlier: earlier, later: later, reason: .turn))
        }
      }
    }
    self.pairs = pairs
  }

  private static func written(_ drafts: [Draft]) -> [Relation] {
    drafts.indices.flatMap { index in
      EdgeWord.allCases.flatMap { word in
        (drafts[index].edges[word] ?? []).map { other in
          word.isInverse
            ? Relation(from: index, to: other, word: word)
            : Relation(from: other, to: index, word: word)
        }
      }
    }
  }

  /// Whatever names a thing comes after what provides it; between two that are to go, and where
  /// something is only to be stopped, it is the other way round.
  private static func automatic(_ drafts: [Draft]) -> [Relation] {
    var found: [Relation] = []
    for (index, draft) in drafts.enumerated() {
      for (other, provider) in drafts.enumerated() where other != index {
        guard provider.provides.contains(where: { Self.names($0, draft) }) else { continue }
        switch (draft.aim, provider.aim) {
        case (.absence, .absence), (.stop, .absence):
          found.append(Relation(from: index, to: other, word: nil))
        case (.absence, _), (.presence, .absence): break
        default: found.append(Relation(from: other, to: index, word: nil))
        }
      }
    }
    return found
  }

  private static func names(_ thing: String, _ draft: Draft) -> Bool {
    draft.names.contains { name in
      if name == thing { return true }
      guard thing.hasPrefix("path:") else { return false }
      let directory = thing.dropFirst("path:".count) + "/"
      return (name.hasPrefix("path:") || name.hasPrefix("above:"))
        && name[name.index(after: name.firstIndex(of: ":") ?? name.startIndex)...]
          .hasPrefix(directory)
    }
  }

  /// For each resource all that comes after it.
  private static func closure(_ relations: [Relation], count: Int) -> [UInt64] {
    var reached = [UInt64](repeating: 0, count: count)
    for relation in relations { reached[relation.from].insert(relation.to) }
    for middle in 0..<count {
      for index in 0..<count where reached[index].contains(middle) {
        reached[index] |= reached[middle]
      }
    }
    return reached
  }

  /// Its own phase, or the earliest of anything that depends on it.
  private static func phases(_ drafts: [Draft], _ after: [UInt64]) -> [Double] {
    drafts.indices.map { index in
      drafts.indices.filter { after[index].contains($0) }
        .reduce(drafts[index].phase) { min($0, drafts[$1].phase) }
    }
  }

  /// Within a phase, where edges allow: what was pulled in, then removals and stops, then the rest.
  private static func turns(
    _ drafts: [Draft], _ after: [UInt64], _ phases: [Double]
  ) -> [Int] {
    let own = drafts.indices.map { index in
      let draft = drafts[index]
      if draft.runsAlone || phases[index] < draft.phase { return 0 }
      return draft.aim == .presence || draft.kind == "package" ? 2 : 1
    }
    return drafts.indices.map { index in
      drafts.indices.filter { after[index].contains($0) && phases[$0] == phases[index] }
        .reduce(own[index]) { min($0, own[$1]) }
    }
  }
}

extension UInt64 {
  func contains(_ index: Int) -> Bool { self >> UInt64(index) & 1 == 1 }

  mutating func insert(_ index: Int) { self |= 1 << UInt64(index) }
}
