package import ConvergeCore

extension AptSession {
  /// Installs and removes, in one transaction for each set of equal options.
  ///
  /// - Returns: the failures; what is not in it is as asked, as dpkg's database shows.
  package func perform(_ requests: [AptRequest]) async -> [PackageName: HostError] {
    let removable = Set(requests.filter(\.isRemoval).map(\.name))
    var failures: [PackageName: HostError] = [:]
    for group in Self.groups(requests) {
      do throws(HostError) {
        failures.merge(try await perform(group: group, removable: removable)) { $1 }
      } catch {
        for request in group { failures[request.name] = error }
      }
    }
    let purged = requests.filter { $0.action == .purge && failures[$0.name] == nil }
    failures.merge(await purge(purged.map(\.name))) { $1 }
    return failures
  }

  /// Requests by their options, in the order written. Removals have no use for options and go with
  /// the first installs, so that one transaction sees both.
  static func groups(_ requests: [AptRequest]) -> [[AptRequest]] {
    var groups: [(options: AptOptions, requests: [AptRequest])] = []
    func add(_ request: AptRequest, to options: AptOptions) {
      if let index = groups.firstIndex(where: { $0.options == options }) {
        groups[index].requests.append(request)
      } else {
        groups.append((options, [request]))
      }
    }
    for request in requests where !request.isRemoval { add(request, to: request.options) }
    for request in requests where request.isRemoval {
      let fitting = groups.first { !request.options.changesHeld || $0.options.changesHeld }
      add(request, to: fitting?.options ?? request.options)
    }
    return groups.map { group in
      group.requests.map { AptRequest($0.name, $0.action, options: group.options) }
    }
  }

  /// Those that a transaction fails for without a word against them are tried once more without the
  /// others, simulated anew: what goes along with fewer may be something else.
  private func perform(
    group: [AptRequest], removable: Set<PackageName>
  ) async throws(HostError) -> [PackageName: HostError] {
    var failures: [PackageName: HostError] = [:]
    var left = group
    for _ in 0..<2 {
      let database = try DpkgDatabase.read(for: left.map(\.name), on: host)
      // What has only its configuration left needs no transaction.
      let asked = left.filter { !$0.isRemoval || database[$0.name].condition.isThere }
      guard !asked.isEmpty else { return failures }
      let resolution = try await resolve(
        asked, options: asked.first?.options ?? AptOptions(), removable: removable, in: database)
      for request in asked {
        guard let refusal = resolution.refused[request.name] else { continue }
        failures[request.name] = refusal.error(request.operation, request.name)
      }
      let accepted = resolution.accepted
      guard !accepted.isEmpty else { return failures }
      try await select(
        accepted.filter { database[$0.name].isHeld }.map { ($0.name, isHeld: false) })
      let outcome = try await carryOut(accepted, resolution)
      failures.merge(outcome.failures) { $1 }
      guard !outcome.innocent.isEmpty, outcome.innocent.count < accepted.count else { break }
      left = outcome.innocent
      for request in left { failures[request.name] = nil }
    }
    return failures
  }

  /// How a transaction came out.
  private struct Outcome {
    var failures: [PackageName: HostError] = [:]
    /// Those of the failures that apt and dpkg have nothing against.
    var innocent: [AptRequest] = []
  }

  /// Runs the transaction that was simulated.
  private func carryOut(
    _ requests: [AptRequest], _ resolution: AptResolution
  ) async throws(HostError) -> Outcome {
    let simulation = resolution.simulation
    let result = try await program.change(
      Self.arguments(
        for: requests, resolution.options, removes: !simulation.removals.isEmpty))
    var outcome = Outcome()
    if result.succeeded { return outcome }
    let complaint = AptComplaint(result)
    let database = try DpkgDatabase.read(for: requests.map(\.name), on: host)
    for request in requests where !Self.isSatisfied(request, simulation, in: database) {
      let own = complaint.reason(about: request.name)
      outcome.failures[request.name] = Self.failure(request, own ?? complaint.tail, result)
      if own == nil, result.end != .timedOut { outcome.innocent.append(request) }
    }
    return outcome
  }

  /// Removes what is left of packages that are gone.
  private func purge(_ names: [PackageName]) async -> [PackageName: HostError] {
    do throws(HostError) {
      let before = try DpkgDatabase.read(for: names, on: host)
      let left = names.filter { before[$0].condition == .configFiles }
      guard !left.isEmpty else { return [:] }
      let result = try await program.change(
        AptProgram.get + ["purge"] + left.map(\.description))
      let after = try DpkgDatabase.read(for: left, on: host)
      let complaint = AptComplaint(result)
      var failures: [PackageName: HostError] = [:]
      for name in left where after[name].condition != .notInstalled {
        failures[name] = Self.failure(
          AptRequest(name, .purge), complaint.reason(about: name) ?? complaint.tail, result)
      }
      return failures
    } catch {
      return Dictionary(names.map { ($0, error) }) { $1 }
    }
  }

  private static func isSatisfied(
    _ request: AptRequest, _ simulation: AptSimulation, in database: DpkgDatabase
  ) -> Bool {
    let record = database[request.name]
    guard case .install = request.action else { return !record.condition.isThere }
    let coming = simulation.installations.first { $0.name == request.name }
    return record.condition == .installed && !record.needsReinstallation
      && (coming.map { $0.new == record.version } ?? true)
  }

  private static func failure(
    _ request: AptRequest, _ because: String, _ result: ProcessResult
  ) -> HostError {
    HostError(
      result.end == .timedOut ? .timedOut : .failed, request.operation,
      "package \(request.name)",
      because: result.end == .timedOut ? Message.timedOut : because)
  }
}

private enum Message {
  static let timedOut = "apt-get did not end in time and was stopped; set a longer timeout"
}
