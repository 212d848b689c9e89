package import ConvergeCore

/// Who was last seen to change what; bounded, the oldest goes first.
package struct SightingBook: Sendable, Equatable {
  /// One who changed a thing.
  package struct Entry: Sendable, Equatable {
    /// Since 1970.
    package var wallNanoseconds: Int64
    package var culprit: Sighting.Culprit
  }

  /// Of each thing.
  package static let entryLimit = 4
  package static let thingLimit = 2000
  /// Sightings of one deed come this close together.
  private static let deedNanoseconds: Int64 = 2_000_000_000

  private(set) var entries: [Identity: [Entry]] = [:]

  package init() {}

  init(entries: [Identity: [Entry]]) { self.entries = entries }

  /// Notes what was sighted, but for what we did ourselves.
  package mutating func note(_ sightings: [Sighting]) {
    for sighting in sightings {
      guard case .changed(let identity) = sighting.event, sighting.culprit != .ourselves else {
        continue
      }
      note(identity, Entry(wallNanoseconds: sighting.at.wallNanoseconds, culprit: sighting.culprit))
    }
    shrink()
  }

  private mutating func note(_ identity: Identity, _ entry: Entry) {
    var known = entries[identity] ?? []
    known.removeAll { $0.isSameDeed(as: entry) }
    known.append(entry)
    entries[identity] = Array(known.suffix(Self.entryLimit))
  }

  private mutating func shrink() {
    guard entries.count > Self.thingLimit else { return }
    let ages = entries.mapValues { $0.last?.wallNanoseconds ?? 0 }
    let oldest = ages.sorted { $0.value < $1.value }.prefix(entries.count - Self.thingLimit)
    for (identity, _) in oldest { entries[identity] = nil }
  }

  /// These were found as declared, or put right, by a run that began then: what was done before is
  /// undone, and says nothing of what is found later.
  package mutating func settle(_ identities: some Sequence<Identity>, beforeWallNanoseconds: Int64)
  {
    for identity in identities {
      guard let known = entries[identity] else { continue }
      let open = known.filter { $0.wallNanoseconds >= beforeWallNanoseconds }
      entries[identity] = open.isEmpty ? nil : open
    }
  }

  /// Who changed a thing last, and when.
  ///
  /// Of sightings that belong to one deed a process counts before nobody.
  /// - Parameter since: what happened before was undone or found right since; since 1970.
  package func latest(_ identity: Identity, sinceWallNanoseconds since: Int64? = nil) -> Entry? {
    let known = (entries[identity] ?? []).filter { $0.wallNanoseconds >= since ?? .min }
    return Self.telling(known)
  }

  /// The last of several, which may be of several things that one resource shows in.
  package static func telling(_ entries: [Entry]) -> Entry? {
    let known = entries.sorted { $0.wallNanoseconds < $1.wallNanoseconds }
    guard let last = known.last else { return nil }
    let deed = known.filter { last.wallNanoseconds - $0.wallNanoseconds <= deedNanoseconds }
    return deed.last { $0.isNamed } ?? last
  }
}

extension SightingBook.Entry {
  var isNamed: Bool {
    if case .process = culprit { true } else { false }
  }

  /// The same process with the same program, or nobody again.
  fileprivate func isSameDeed(as other: Self) -> Bool {
    switch (culprit, other.culprit) {
    case (.process(let one), .process(let two)): one.pid == two.pid && one.name == two.name
    case (.unknown, .unknown): true
    default: false
    }
  }
}
