internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeReport

/// Who changed what differs, as far as that is known.
struct Actors: Sendable {
  /// Who was last seen to change a thing, not before a moment in nanoseconds since 1970.
  let latest: @Sendable (Identity, Int64?) -> SightingBook.Entry?
  let host: Host

  /// Tells it of every resource that the host's own change lets differ.
  ///
  /// Of a file that nobody was seen to change, and that is still as it was found, the file's own
  /// word is told: it says when its content was last modified, not by whom, nor what else of it was
  /// changed.
  /// - Parameter identities: by reference.
  func fill(_ report: inout Report, _ identities: [String: [Identity]]) {
    var names: [UInt32: String] = [:]
    var unseen: [Int: String] = [:]
    for index in report.resources.indices {
      let resource = report.resources[index]
      guard resource.cause == .host || resource.cause == .both, resource.actor == nil,
        let own = identities[resource.ref]
      else { continue }
      let since = resource.since.flatMap(Timestamp.init).map { $0.seconds * 1_000_000_000 }
      let entries = own.compactMap { latest($0, since) }
      if let entry = SightingBook.telling(entries) {
        report.resources[index].actor = ActorReport(entry) { name(of: $0, &names) }
      }
      let isNamed = report.resources[index].actor.map { !$0.process.isEmpty } ?? false
      if !isNamed, isAsFound(resource), let path = own.first(where: { $0.space == .path })?.name {
        unseen[index] = path
      }
    }
    tellTraces(of: unseen, in: &report, &names)
  }

  private func tellTraces(
    of files: [Int: String], in report: inout Report, _ names: inout [UInt32: String]
  ) {
    guard !files.isEmpty else { return }
    let packages = PackageFiles(of: Set(files.values), on: host.files)
    for (index, path) in files {
      guard let found = try? host.files.status(path) else { continue }
      var actor = report.resources[index].actor ?? ActorReport()
      actor.modified = Timestamp(seconds: found.modifiedNanoseconds / 1_000_000_000).description
      actor.owner = name(of: found.user, &names) ?? "\(found.user)"
      actor.package = packages.names[path]
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

  private func name(of user: UInt32, _ names: inout [UInt32: String]) -> String? {
    if let known = names[user] { return known }
    let found = try? host.names.user(id: user)
    guard let name = found?.name else { return nil }
    names[user] = name
    return name
  }
}
