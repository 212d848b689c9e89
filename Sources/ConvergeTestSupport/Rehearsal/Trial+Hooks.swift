/// What must hold of hooks: a change's hook runs, and once means once.
extension Trial {
  /// Each hook has run once; once more at most for every stop in the middle of it, where it is to be
  /// run again then, and never more than once where it is not.
  ///
  /// - Parameter stops: the labels of the steps at which runs were stopped so far, and whether the
  ///   programs went on.
  mutating func checkHooks(
    _ rehearsal: Rehearsal, stoppedAt stops: [(label: String, sparesPrograms: Bool)],
    _ what: String
  ) {
    for (index, draft) in scenario.drafts.enumerated() where draft.kind == "hook" {
      let count = rehearsal.told.count(of: draft.owned[1])
      let interruptions = stops.count {
        !$0.sparesPrograms && $0.label.hasPrefix("supervisor: ")
          && scenario.owner(ofStep: $0.label) == index
      }
      let most = draft.isRunAgain ? 1 + interruptions : 1
      // What else wakes it may have changed more than once.
      if count > most, wakers(of: index).count == 1 {
        fail(
          "\(what): \(draft.reference) has run \(count) times, after \(interruptions) interruptions"
        )
      }
      if count == 0, draft.isRunAgain || interruptions == 0 {
        fail("\(what): \(draft.reference) has never run")
      }
    }
  }

  private func wakers(of index: Int) -> Set<Int> {
    let told = scenario.drafts[index].edges[.subscribe] ?? []
    let telling = scenario.drafts.indices.filter {
      scenario.drafts[$0].edges[.notify]?.contains(index) == true
    }
    return Set(told + telling)
  }
}
