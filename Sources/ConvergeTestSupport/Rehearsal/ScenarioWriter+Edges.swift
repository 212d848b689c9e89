/// What resources of different scenes say of one another.
extension ScenarioWriter {
  /// Edges of every word between any two, none against an order that there is already.
  mutating func writeEdges() {
    let order = randomOrder()
    let count = Int.random(in: 0...max(1, drafts.count / 2), using: &numbers)
    for _ in 0..<count {
      let ends = [0, 1].map { _ in Int.random(in: order.indices, using: &numbers) }.sorted()
      guard ends[0] != ends[1], let word = pick(EdgeWord.allCases) else { continue }
      let (earlier, later) = (order[ends[0]], order[ends[1]])
      if word.carriesRefresh, !takesRefresh(later) { continue }
      if word.isInverse { link(earlier, word, later) } else { link(later, word, earlier) }
    }
    if chance(30), let last = order.last { writePattern(on: last) }
  }

  /// A pattern that means all of a kind, on something that nothing comes after.
  private mutating func writePattern(on last: Int) {
    let kind = pick(["service", "package", "container", "user"].filter { $0 != draft(last).kind })
    guard let kind, let word = pick([EdgeWord.require, .after]) else { return }
    let meant = drafts.indices.filter { drafts[$0].kind == kind }
    if meant.isEmpty { return }
    link(last, word, "\(kind):*", meaning: meant)
  }

  /// Whether a refresh of it more does no harm to what is expected of it.
  private func takesRefresh(_ index: Int) -> Bool {
    drafts[index].isEnforced
  }

  /// All resources in an order that every edge so far allows.
  private mutating func randomOrder() -> [Int] {
    let relations = Precedence(drafts).relations
    var missing = [Int](repeating: 0, count: drafts.count)
    for relation in relations { missing[relation.to] += 1 }
    var ready = drafts.indices.filter { missing[$0] == 0 }
    var order: [Int] = []
    while !ready.isEmpty {
      let next = ready.remove(at: Int.random(in: ready.indices, using: &numbers))
      order.append(next)
      for relation in relations where relation.from == next {
        missing[relation.to] -= 1
        if missing[relation.to] == 0 { ready.append(relation.to) }
      }
    }
    return order
  }

  /// Attributes that every resource takes and that change nothing in good weather.
  mutating func writeCommonAttributes() {
    for index in drafts.indices {
      if chance(5) { change(index) { $0.attributes.append("tags: [some]") } }
      if chance(5) { change(index) { $0.attributes.append("description: \"Some words.\"") } }
      if chance(10) {
        change(index) { $0.attributes.append("retry: { attempts: 2, delay: 1s }") }
      }
      if chance(4) {
        change(index) { draft in
          draft.attributes.append("on_failure: ignore")
          draft.isIgnored = true
        }
      }
    }
  }
}
