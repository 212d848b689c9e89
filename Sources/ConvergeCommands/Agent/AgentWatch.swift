internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import ConvergeSystems
internal import Synchronization

/// What the agent watches between full passes, what it has seen, and what is to be checked of it.
final class AgentWatch {
  /// Who was seen, for runs that go on beside.
  private let book: SharedBook
  private let watcher: LocalWatcher
  private let folder: AgentFolder
  private let host = LocalHost().host
  private var vigilance = Vigilance()
  private var things: [Watched] = []
  private var indices: [Identity: [Int]] = [:]
  /// What is under way; nil: a full pass.
  private var checked: [Identity]?
  private var beganAtWall: Int64 = 0
  /// Of each thing that is under way what its correction would be part of.
  private(set) var contested: [Identity: Fight] = [:]
  private var isUnderWay = false
  /// Since when the book is not on disk as it is; nil: it is.
  private var unwrittenSince: UInt64?
  /// A check comes before the book: it is written so many nanoseconds later, if no check does.
  private static let writeRest: UInt64 = 1_000_000_000

  init(_ folder: AgentFolder, _ wakes: Wakes) {
    self.folder = folder
    book = SharedBook((try? folder.sightings()) ?? SightingBook())
    watcher = LocalWatcher { wakes.wake() }
  }

  deinit { watcher.close() }

  var sighted: @Sendable (Identity, Int64?) -> SightingBook.Entry? {
    { [book] in book.latest($0, $1) }
  }

  /// Watches what a manifest manages; nil: nothing.
  func watch(_ run: ManifestRun?) {
    let watched = run?.watched ?? []
    indices = [:]
    for (index, things) in watched.enumerated() {
      for thing in things { indices[thing.identity, default: []].append(index) }
    }
    var seen: Set<Identity> = []
    var wanted: [Watched] = []
    wanted.reserveCapacity(indices.count)
    for thing in watched.joined() where seen.insert(thing.identity).inserted {
      wanted.append(thing)
    }
    guard wanted != things else { return }
    things = wanted
    watcher.watch(wanted)
  }

  /// Takes in what was sighted.
  func look(at moment: UInt64) {
    let sightings = watcher.take()
    if !sightings.isEmpty {
      vigilance.sight(sightings, at: moment)
      // What changed since the pass that told what there is may be unnoticed.
      if sightings.contains(where: { $0.event == .begun }) {
        vigilance.watchBegan(things.lazy.map(\.identity), at: moment)
      }
      book.note(sightings, amidRunSince: isUnderWay ? beganAtWall : nil)
      unwrittenSince = unwrittenSince ?? moment
    }
    // What is not on disk after a kill is a name that is missing.
    if let writeDeadline, moment >= writeDeadline { write() }
  }

  /// When the book is to be written, where it is not.
  var writeDeadline: UInt64? { unwrittenSince.map { $0 &+ Self.writeRest } }

  private func write() {
    unwrittenSince = nil
    try? folder.write(book.content)
  }

  func next(at moment: UInt64) -> Vigilance.Action {
    let isBusy =
      vigilance.mayDisturbPackages(at: moment) && DpkgLock.database.holder(on: host) != nil
    return vigilance.next(at: moment, packagesAreBusy: isBusy)
  }

  /// Which resources things belong to.
  func indices(of identities: [Identity]) -> Set<Int> {
    Set(identities.flatMap { indices[$0] ?? [] })
  }

  /// - Parameter identities: nil: everything.
  func began(_ identities: [Identity]?, at moment: UInt64) {
    checked = identities
    isUnderWay = true
    beganAtWall = LocalClock().now().wallNanoseconds
    contested = vigilance.fights(ifCorrected: identities, at: moment)
    vigilance.began(at: moment)
  }

  /// - Parameter report: nil where it could not take place.
  func ended(_ report: Report?, _ run: ManifestRun?, at moment: UInt64) {
    isUnderWay = false
    var corrected: Set<Identity> = []
    var settled: [Identity] = []
    if let report, let run {
      let own = run.identitiesByReference
      for resource in report.resources {
        guard let identities = own[resource.ref] else { continue }
        let family = resource.outcome.family
        if resource.isCorrection { corrected.formUnion(identities) }
        if family == .inSync || family == .change { settled += identities }
      }
    }
    vigilance.ended(checked: checked, corrected: corrected, at: moment)
    if report != nil {
      book.settle(settled, before: beganAtWall, corrected: corrected)
      write()
    }
  }

  /// Who fights us, in words; for the report and the log.
  func fights(at moment: UInt64) -> [String] {
    vigilance.fights(at: moment).map { fight in
      let who = book.latest(fight.identity, nil).map { ActorReport($0) { _ in nil } }
      return Message.fight(fight, who?.process ?? "")
    }
  }

  func close() { watcher.close() }
}

/// The book, for the thread that sights and the run that tells.
private final class SharedBook: Sendable {
  private let book: Mutex<SightingBook>

  init(_ book: SightingBook) { self.book = Mutex(book) }

  var content: SightingBook { book.withLock { $0 } }

  func note(_ sightings: [Sighting], amidRunSince runBegan: Int64?) {
    book.withLock { $0.note(sightings, amidRunSince: runBegan) }
  }

  func settle(_ identities: [Identity], before: Int64, corrected: Set<Identity>) {
    book.withLock {
      $0.settle(identities, beforeWallNanoseconds: before, corrected: corrected)
    }
  }

  func latest(_ identity: Identity, _ since: Int64?) -> SightingBook.Entry? {
    book.withLock { $0.latest(identity, sinceWallNanoseconds: since) }
  }
}

private enum Message {
  static func fight(_ fight: Fight, _ who: String) -> String {
    let seconds = fight.rest.components.seconds
    let others = who.isEmpty ? "" : ", changed back by \(who)"
    return "\(fight.identity): \(fight.corrections) corrections in a row did not last\(others); "
      + "it is left alone for up to \(seconds) s"
  }
}
