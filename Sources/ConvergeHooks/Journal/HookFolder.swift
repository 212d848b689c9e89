package import ConvergeCore

/// The directory of a hook: its journal, and one directory for each of its last runs.
///
/// `AREA/LABEL-DIGEST/journal.json` and `AREA/LABEL-DIGEST/runs/NUMBER`; the label is for people,
/// the digest tells labels apart that look alike as file names.
package struct HookFolder: Sendable, Hashable {
  /// How many runs are kept, with their outputs.
  package static let keptRuns = 10
  private static let journalLimitBytes = 4 << 20

  package let path: String
  package let label: String
  /// What it is called in the names of units: letters, digits and `-`.
  package let name: String

  /// - Parameter label: of the hook, with its manifest and module (`Declaration.scopedLabel`).
  package init(of label: String, in area: String) {
    let plain = label.unicodeScalars.map { scalar in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || scalar == "-" ? Character(scalar) : "-"
    }
    let digest = Digest(of: label).description.dropFirst("sha256:".count).prefix(8)
    name = "\(String(plain.prefix(64)))-\(digest)"
    path = "\(area)/\(name)"
    self.label = label
  }

  package var journalPath: String { "\(path)/journal.json" }

  /// The directory of a run.
  package func run(_ number: Int) -> String { "\(path)/runs/\(number)" }

  /// What is known of the hook; an empty journal where nothing is.
  package func journal(on host: Host) throws(HostError) -> HookJournal {
    guard try host.files.status(journalPath) != nil else { return HookJournal() }
    return try HookJournal(
      json: try host.files.read(journalPath, limitBytes: Self.journalLimitBytes), path: journalPath)
  }

  /// Writes it, whole and durably, in the place of the old one.
  package func write(_ journal: HookJournal, on host: Host) throws(HostError) {
    var journal = journal
    journal.label = label
    try makeDirectory(path, on: host)
    let temporary = "\(journalPath).new"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    try host.files.stage(
      Candidate(
        content: Array(journal.json.utf8), mode: 0o600,
        owner: FileOwner(user: nil, group: nil), likeness: nil), at: temporary)
    try host.files.rename(temporary, to: journalPath)
  }

  /// Makes a directory and those above it that are missing; nobody else can look into it.
  package func makeDirectory(_ path: String, on host: Host) throws(HostError) {
    if let status = try host.files.status(path) {
      guard status.type == .directory else {
        throw HostError(.wrongType, "use", path, because: "it is no directory")
      }
      return
    }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeDirectory(String(path[..<slash]), on: host)
    }
    try host.files.makeDirectory(path, mode: 0o700, owner: nil)
  }

  /// The supervisor's `started` of a run; nil where nothing of it has begun, nor will.
  package func start(
    of record: HookRecord, on host: Host
  ) async throws(HostError) -> SupervisedStart? {
    let directory = run(record.number)
    guard record.state == .fetched, try host.files.status(directory) != nil else { return nil }
    return try await host.supervision.start(in: directory)
  }

  /// The supervisor's `ended` of a run; nil where it has not ended, or nobody knows.
  package func end(ofRun number: Int, on host: Host) throws(HostError) -> SupervisedEnd? {
    try read("ended", ofRun: number, on: host).flatMap(SupervisedEnd.init(json:))
  }

  /// Has it known, durably, that a run is to end before its time: whoever writes down how it ended
  /// reads this first.
  package func cancel(_ number: Int, on host: Host) throws(HostError) {
    let temporary = "\(canceledPath).new"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    try host.files.stage(
      Candidate(
        content: Array("\(number)\n".utf8), mode: 0o600, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: temporary)
    try host.files.rename(temporary, to: canceledPath)
  }

  /// Whether somebody asked for the end of a run.
  package func isCanceled(_ number: Int, on host: Host) throws(HostError) -> Bool {
    guard try host.files.status(canceledPath) != nil else { return false }
    let text = String(decoding: try host.files.read(canceledPath, limitBytes: 64), as: UTF8.self)
    return text == "\(number)\n"
  }

  private var canceledPath: String { "\(path)/canceled" }

  private func read(
    _ name: String, ofRun number: Int, on host: Host
  ) throws(HostError) -> [UInt8]? {
    let path = "\(run(number))/\(name)"
    guard try host.files.status(path) != nil else { return nil }
    return try host.files.read(path, limitBytes: 1 << 20)
  }

  /// Removes the directories of runs that are older than those that are kept.
  package func prune(before number: Int, on host: Host) throws(HostError) {
    let runs = "\(path)/runs"
    guard try host.files.status(runs) != nil else { return }
    for name in try host.files.list(runs) {
      guard let old = Int(name), old <= number - Self.keptRuns else { continue }
      try remove("\(runs)/\(name)", on: host)
    }
  }

  /// Removes a directory with all in it; links are removed, not followed.
  package func remove(_ path: String, on host: Host) throws(HostError) {
    guard let status = try host.files.status(path) else { return }
    if status.type == .directory {
      for name in try host.files.list(path) { try remove("\(path)/\(name)", on: host) }
    }
    try host.files.remove(path)
  }

  /// The folders of all hooks that are known in an area, by their labels.
  package static func all(in area: String, on host: Host) throws(HostError) -> [HookFolder] {
    guard try host.files.status(area) != nil else { return [] }
    var folders: [HookFolder] = []
    for name in try host.files.list(area) {
      let path = "\(area)/\(name)/journal.json"
      guard try host.files.status(path) != nil else { continue }
      let journal = try HookJournal(
        json: try host.files.read(path, limitBytes: journalLimitBytes), path: path)
      folders.append(HookFolder(of: journal.label, in: area))
    }
    return folders.sorted { $0.label < $1.label }
  }
}
