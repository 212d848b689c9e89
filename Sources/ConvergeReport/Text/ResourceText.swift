internal import ConvergeCore

/// What there is to say of one resource, without a terminal: for formats in which a text stands.
struct ResourceText {
  private static let keptDiffLines = 200
  private let resource: ResourceReport
  private let now: Timestamp

  init(_ resource: ResourceReport, now: Timestamp) {
    self.resource = resource
    self.now = now
  }

  /// In one line: `to update: host changed, 12 min ago, by vim (alice, pid 4211)`.
  var line: String {
    let what = Wording.counted(resource.outcome)
    let why =
      switch resource.outcome.family {
      case .failure:
        resource.failure.map { "cannot \($0.operation) \($0.subject): \($0.because)" } ?? ""
      case .skip: resource.skippedBecause.map { "because of \($0)" } ?? ""
      default: Wording.reason(resource, at: now)
      }
    // To run is told by the outcome, and need not be told again.
    let isRun = [.ran, .wouldRun].contains(resource.outcome)
    if isRun, why.hasPrefix("run, ") { return "\(what), \(why.dropFirst(5))" }
    if isRun, why == "run" { return what }
    return why.isEmpty ? what : "\(what): \(why)"
  }

  /// Attribute by attribute, then what is to be done about a failure, and what else was said.
  var lines: [String] {
    let changes = resource.changes.flatMap { change -> [String] in
      guard let diff = change.diff else {
        return ["\(change.attribute): \(Wording.values(change, inFull: false))"]
      }
      let lines = diff.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      let rest = lines.count - Self.keptDiffLines + (change.linesCut ?? 0)
      let more = lines.count > Self.keptDiffLines ? ["… \(rest) more lines"] : []
      return ["\(change.attribute):"] + lines.prefix(Self.keptDiffLines) + more
    }
    let remedy = resource.failure?.remedy.map { [$0] } ?? []
    let likely = resource.likelyBecause.map { ["likely because of \($0)"] } ?? []
    return changes + remedy + likely + resource.messages
  }
}

extension ResourceReport {
  /// How it came out and why, in one line, for a journal.
  package func line(at now: Timestamp) -> String { ResourceText(self, now: now).line }

  /// `file` of `web/file:/etc/motd`.
  var kind: String {
    let head = ref.prefix { $0 != ":" }
    return String(head.split(separator: "/", omittingEmptySubsequences: false).last ?? head)
  }
}
