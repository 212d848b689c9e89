internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeReport
internal import ConvergeSystems

/// Who changed what differs, as far as that is known.
struct Actors: Sendable {
  /// Who was last seen to change a thing, not before a moment in nanoseconds since 1970.
  let latest: @Sendable (Identity, Int64?) -> SightingBook.Entry?
  let host: Host
  /// When the run began, since 1970.
  let beganNanoseconds: Int64
  /// What files said before they were put right; nil where nothing is.
  var traces: FileTraces?

  /// Tells it of every resource that the host's own change lets differ.
  ///
  /// Of a file that nobody was seen to change, the file's own word is told, as it was found: it says
  /// when its content was last modified, not by whom, nor what else of it was changed. Of a unit it
  /// is what the journal knows.
  /// - Parameter identities: by reference.
  func fill(_ report: inout Report, _ identities: [String: [Identity]]) {
    var names: [UInt32: String] = [:]
    var unseen: [Int: FileTraces.Trace] = [:]
    var unitCount = 0
    for index in report.resources.indices {
      let resource = report.resources[index]
      guard resource.cause == .host || resource.cause == .both, resource.actor == nil,
        let own = identities[resource.ref]
      else { continue }
      let since = resource.since.flatMap(Timestamp.init).map { $0.seconds * 1_000_000_000 }
      let entries = own.compactMap { latest($0, since) }
      let entry = SightingBook.telling(entries)
      if let entry {
        report.resources[index].actor = ActorReport(entry) { name(of: $0, &names) }
      }
      if entry?.isNamed == true { continue }
      if let trace = trace(of: resource, own) { unseen[index] = trace }
      if let unit = own.first(where: { $0.space == .service })?.name {
        unitCount += 1
        if unitCount <= UnitHistory.limit {
          tell(unit, in: &report.resources[index], &names)
        }
      }
    }
    tell(unseen, in: &report, &names)
  }

  // MARK: - Files

  /// What a file says of itself, as it was found.
  private func trace(of resource: ResourceReport, _ own: [Identity]) -> FileTraces.Trace? {
    if let trace = traces?[resource.ref] { return trace }
    return isAsFound(resource) ? FileTraces.trace(of: own, on: host.files) : nil
  }

  private func tell(
    _ unseen: [Int: FileTraces.Trace], in report: inout Report, _ names: inout [UInt32: String]
  ) {
    guard !unseen.isEmpty else { return }
    let packages = PackageFiles(of: Set(unseen.values.map(\.path)), on: host.files)
    for (index, trace) in unseen {
      var actor = report.resources[index].actor ?? ActorReport()
      actor.modified = Timestamp(seconds: trace.modifiedNanoseconds / 1_000_000_000).description
      actor.owner = name(of: trace.owner, &names) ?? "\(trace.owner)"
      actor.package = packages.names[trace.path]
      report.resources[index].actor = actor
    }
  }

  /// Whether nothing was done about it.
  private func isAsFound(_ resource: ResourceReport) -> Bool {
    switch resource.outcome {
    case .wouldUpdate, .wouldReplace, .wouldRemove, .drifted, .deferred, .willFail: true
    default: false
    }
  }

  // MARK: - Units

  private func tell(
    _ unit: String, in resource: inout ResourceReport, _ names: inout [UInt32: String]
  ) {
    let history = UnitHistory(until: beganNanoseconds / 1000)
    var actor = resource.actor ?? ActorReport()
    if let running = resource.changes.first(where: { $0.attribute == "running" }) {
      let since = resource.since.flatMap(Timestamp.init)?.seconds
      let hasEnded = running.to == .boolean(true)
      if let record = history.change(of: unit, hasEnded: hasEnded, since: since) {
        actor.told = record.text
        // What was seen tells more than sudo's line of the same.
        actor.commands = actor.commands ?? commands(history, unit, record, &names)
        actor.at =
          actor.at ?? Timestamp(seconds: record.wallMicroseconds / 1_000_000).description
        actor.unknown = actor.unknown ?? Message.systemd
      }
    } else {
      // How it came to run, or not to, is no answer to how it is enabled.
      actor.told = nil
    }
    if actor != ActorReport() { resource.actor = actor }
  }

  private func commands(
    _ history: UnitHistory, _ unit: String, _ record: UnitRecord, _ names: inout [UInt32: String]
  ) -> [CommandReport]? {
    let commands = history.commands(naming: unit, before: record).map { record in
      var command = CommandReport(record.sighted) { name(of: $0, &names) }
      command.user = record.user
      return command
    }
    return commands.isEmpty ? nil : commands
  }

  private func name(of user: UInt32, _ names: inout [UInt32: String]) -> String? {
    if let known = names[user] { return known }
    let found = try? host.names.user(id: user)
    guard let name = found?.name else { return nil }
    names[user] = name
    return name
  }
}

private enum Message {
  static let systemd = "systemd does not say who did it"
}
