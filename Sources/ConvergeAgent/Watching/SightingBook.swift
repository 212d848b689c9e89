package import ConvergeCore

/// Who was last seen to change what; bounded, the oldest goes first.
package struct SightingBook: Sendable, Equatable {
  /// One who changed a thing.
  package struct Entry: Sendable, Equatable {
    /// Since 1970.
    package var wallNanoseconds: Int64
    package var culprit: Sighting.Culprit
    /// What systemd or an engine says of it.
    package var told: String?
    /// What ran about then and names the thing.
    package var commands: [SightedCommand] = []
    /// Whether it was noticed amid a run of ours, and may be nothing but its work.
    package var isAmidRun = false
  }

  /// Of each thing.
  package static let entryLimit = 4
  package static let thingLimit = 2000
  /// Sightings of one deed come this close together.
  fileprivate static let deedNanoseconds: Int64 = 2_000_000_000

  private(set) var entries: [Identity: [Entry]] = [:]

  package init() {}

  init(entries: [Identity: [Entry]]) { self.entries = entries }

  /// Notes what was sighted, but for what we did ourselves.
  ///
  /// - Parameter runBegan: of a run that goes on; since 1970. What is noticed since then and names
  ///   nobody does not displace what was noticed before.
  package mutating func note(_ sightings: [Sighting], amidRunSince runBegan: Int64? = nil) {
    for sighting in sightings {
      guard case .changed(let identity) = sighting.event, sighting.culprit != .ourselves else {
        continue
      }
      let wall = sighting.at.wallNanoseconds
      var entry = Entry(wallNanoseconds: wall, culprit: sighting.culprit)
      (entry.told, entry.commands) = (sighting.told, sighting.commands)
      entry.isAmidRun = runBegan.map { wall >= $0 } ?? false
      note(identity, entry)
    }
    shrink()
  }

  private mutating func note(_ identity: Identity, _ entry: Entry) {
    var known = entries[identity] ?? []
    if entry.isAmidRun, let index = known.lastIndex(where: { entry.goesOn(with: $0) }) {
      known[index].told = entry.told
      entries[identity] = known
      return
    }
    var entry = entry
    if let before = known.last(where: { $0.isSameDeed(as: entry) }) { entry.takeOver(before) }
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
  ///
  /// - Parameter corrected: what was put right. A command that ran before a thing was found as
  ///   declared may have its effect still to come.
  package mutating func settle(
    _ identities: some Sequence<Identity>, beforeWallNanoseconds: Int64,
    corrected: Set<Identity> = []
  ) {
    for identity in identities {
      guard let known = entries[identity] else { continue }
      let isCorrected = corrected.contains(identity)
      let open = known.compactMap {
        $0.opened(after: beforeWallNanoseconds, isCorrected: isCorrected)
      }
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
    let sorted = entries.sorted { $0.wallNanoseconds < $1.wallNanoseconds }
    let others = sorted.filter { !$0.isAmidRun || $0.isNamed }
    let known = others.isEmpty ? sorted : others
    guard let last = known.last else { return nil }
    let deed = known.filter { last.wallNanoseconds - $0.wallNanoseconds <= deedNanoseconds }
    return deed.last { $0.isNamed } ?? last
  }
}

extension SightingBook.Entry {
  package var isNamed: Bool {
    if case .process = culprit { true } else { false }
  }

  /// The same process with the same program, or nobody again.
  fileprivate func isSameDeed(as other: Self) -> Bool {
    switch (culprit, other.culprit) {
    case (.process(let one), .process(let two)): one.pid == two.pid && one.name == two.name
    case (.unknown, .unknown): isAmidRun == other.isAmidRun
    default: false
    }
  }

  /// Whether it tells the rest of what was seen before a run: the engine says more of one deed.
  fileprivate func goesOn(with before: Self) -> Bool {
    guard !before.isNamed, !before.isAmidRun, let told, let start = before.told else {
      return false
    }
    return told.hasPrefix(start)
  }

  /// Takes over what was told of the same deed a moment before.
  fileprivate mutating func takeOver(_ before: Self) {
    guard wallNanoseconds - before.wallNanoseconds <= SightingBook.deedNanoseconds else { return }
    told = told ?? before.told
    let own = Set(commands.map(\.process.pid))
    commands = before.commands.filter { !own.contains($0.process.pid) } + commands
    commands = Array(commands.suffix(SightingBook.entryLimit))
  }

  /// What of it says anything of a thing that was found as declared, or put right, by a run that
  /// began then.
  fileprivate func opened(after wall: Int64, isCorrected: Bool) -> Self? {
    guard wallNanoseconds >= wall else { return nil }
    var open = self
    open.isAmidRun = false
    if isCorrected { open.commands = commands.filter { $0.wallNanoseconds >= wall } }
    return open
  }
}
