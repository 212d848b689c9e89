internal import ConvergeCore

/// How many resources had which outcome.
package struct Summary: Reported {
  package let total: Int
  /// The outcomes that the verb can have, in their order, those that did not occur too.
  package let counts: [(outcome: Outcome, count: Int)]

  init(of resources: [ResourceReport], in verb: Report.Verb) {
    var found = Outcome.allCases.map { (outcome: $0, count: 0) }
    for index in resources.indices {
      let outcome = resources[index].outcome
      guard let place = found.firstIndex(where: { $0.outcome == outcome }) else { continue }
      found[place].count += 1
    }
    let possible = Outcome.possible(in: verb)
    let others = found.filter { $0.count > 0 && !possible.contains($0.outcome) }
    total = resources.count
    counts =
      possible.map { outcome in found.first { $0.outcome == outcome } ?? (outcome, 0) } + others
  }

  /// How many had one of these outcomes.
  package func count(of outcomes: Outcome...) -> Int {
    counts.filter { outcomes.contains($0.outcome) }.map(\.count).reduce(0, +)
  }

  package static func == (left: Summary, right: Summary) -> Bool {
    left.total == right.total && left.counts.elementsEqual(right.counts, by: ==)
  }

  static var schema: Value {
    .record([
      "type": "object",
      "properties": .mapping(
        [Value.Member("total", Int.schema)]
          + Outcome.allCases.map { Value.Member($0.rawValue, Int.schema) }),
      "required": ["total"],
      "additionalProperties": false,
    ])
  }

  var value: Value {
    .mapping(
      [Value.Member("total", total.value)]
        + counts.map { Value.Member($0.outcome.rawValue, $0.count.value) })
  }

  init(_ value: Value, at path: String) throws(MalformedReport) {
    var counts: [(Outcome, Int)] = []
    for outcome in Outcome.allCases {
      guard let count = value[outcome.rawValue] else { continue }
      counts.append((outcome, try Int(count, at: "\(path).\(outcome.rawValue)")))
    }
    self.counts = counts
    total = try Int(value["total"] ?? 0, at: "\(path).total")
  }
}

extension Report {
  /// Counted from the resources.
  package var summary: Summary { Summary(of: resources, in: verb) }
}
