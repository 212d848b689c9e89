internal import ConvergeCore

/// What is known of a hook's runs: written before each step of a run, so that it is known what
/// became of it whenever converge, the hook or the machine stops.
package struct HookJournal: Sendable, Equatable {
  /// Whose it is, with its manifest and module.
  package var label = ""
  /// The newest last; at most 20.
  package private(set) var records: [HookRecord] = []
  /// Every key that has ended since it was first run, with its last end; at most 1000.
  package private(set) var endedKeys: [EndedKey] = []
  /// The references whose failure it has run for, until a run goes without.
  package var knownFailure: [String] = []

  package init() {}

  /// The run that matters: owed, under way, or the last that ended.
  package var last: HookRecord? { records.last }

  /// The last that has really run or failed.
  package var lastEnd: HookRecord? { records.last { $0.state.isEnd && $0.state != .superseded } }

  /// Of the last that has really run or failed.
  package var lastTrigger: String? { lastEnd?.trigger }

  package var nextNumber: Int { (records.last?.number ?? 0) + 1 }

  /// Puts a record in the place of the one with its number, or behind the others.
  package mutating func put(_ record: HookRecord) {
    if let place = records.firstIndex(where: { $0.number == record.number }) {
      records[place] = record
    } else {
      records.append(record)
      if records.count > 20 { records.removeFirst(records.count - 20) }
    }
    guard record.state.consumesKey, record.isFinal else { return }
    endedKeys.removeAll { $0.key == record.key }
    endedKeys.append(EndedKey(record))
    if endedKeys.count > 1000 { endedKeys.removeFirst(endedKeys.count - 1000) }
  }

  /// Takes over what the file has.
  mutating func restore(_ ended: EndedKey) { endedKeys.append(ended) }

  /// Whether a key has ended, in any boot or in this one.
  package func hasEnded(_ key: String, inBoot bootID: String? = nil) -> Bool {
    endedKeys.contains { $0.key == key && (bootID == nil || $0.bootID == bootID) }
  }

  /// How a key has ended last, also where its record has made room for others; nil where it has
  /// not, or where a converge wrote it down that did not write how.
  package func end(of key: String) -> HookRecord? {
    let kept = records.last { $0.key == key && $0.state.consumesKey && $0.isFinal }
    return kept ?? endedKeys.last { $0.key == key }?.record
  }

  /// Has every key that has failed run once more; false where none has.
  package mutating func forgetFailures() -> Bool {
    let failed = Set(endedKeys.map(\.key).filter { end(of: $0)?.state.isFailure == true })
    endedKeys.removeAll { failed.contains($0.key) }
    return !failed.isEmpty
  }

  /// Has a key run once more, as if it never had.
  package mutating func forget(_ key: String) {
    endedKeys.removeAll { $0.key == key }
  }

  /// Before the file's own are taken over.
  mutating func clearEndedKeys() { endedKeys = [] }
}
