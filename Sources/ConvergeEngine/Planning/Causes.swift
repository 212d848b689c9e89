internal import ConvergeCore

/// Tells why an attribute differs, from what the ledger remembers.
struct Causes: Sendable {
  let fingerprints: Fingerprints
  /// Whether there is a ledger at all.
  let hasLedger: Bool

  /// The changes with their causes.
  func differences(
    _ changes: [Change], of reading: Reading, last: Applied?
  ) -> [ResourceResult.Difference] {
    guard !changes.isEmpty else { return [] }
    guard hasLedger else { return changes.map { .init(change: $0, cause: .unknown) } }
    guard let last else { return changes.map { .init(change: $0, cause: .new) } }
    let stored = Dictionary(last.attributes.map { ($0.name, $0.attribute) }) { first, _ in first }
    return changes.map {
      .init(change: $0, cause: cause(of: $0.attribute, of: reading, stored: stored))
    }
  }

  private func cause(
    of attribute: String, of reading: Reading, stored: [String: Applied.Attribute]
  ) -> Cause {
    guard let desired = reading.desired[attribute] else {
      // It was declared, and is no more.
      if stored[attribute] != nil { return .manifest }
      return causeOfTheWhole(of: reading, stored: stored)
    }
    guard let before = stored[attribute] else { return .manifest }
    let isWanted = fingerprints.text(of: desired) != before.desired
    let observed = reading.observed[attribute] ?? .null
    let hasMoved = fingerprints.text(of: observed) != before.observed
    return switch (isWanted, hasMoved) {
    case (true, true): .both
    case (true, false): .manifest
    case (false, true): .host
    case (false, false): .source
    }
  }

  /// For a change that belongs to no one attribute: the causes of all attributes together.
  private func causeOfTheWhole(
    of reading: Reading, stored: [String: Applied.Attribute]
  ) -> Cause {
    let causes = reading.desired.entries.map {
      cause(of: $0.key, of: reading, stored: stored)
    }
    return Cause(combining: causes) ?? .host
  }
}
