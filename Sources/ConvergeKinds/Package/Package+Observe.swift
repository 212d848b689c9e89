package import ConvergeCore
package import ConvergeSystems

extension Package {
  /// What was read of a package.
  package struct State: Equatable, Sendable {
    package let record: DpkgRecord
    /// What apt could install; asked for only where the version that is there does not settle it.
    package let policy: AptPolicy?
    /// Whether the lists must be refreshed before anything can be said of the newest version.
    package let listsAreStale: Bool
    /// Why apt cannot bring it to what is declared, as a simulation shows.
    package var refusal: HostError?

    package init(record: DpkgRecord, policy: AptPolicy? = nil, listsAreStale: Bool = false) {
      self.record = record
      self.policy = policy
      self.listsAreStale = listsAreStale
    }

    /// What the sources offer, and what apt makes of it, is no state of the host.
    package static func == (left: State, right: State) -> Bool { left.record == right.record }
  }

  /// One read of dpkg's database for all. Only where something has to be done: `apt-cache policy`
  /// and a simulation, once for all.
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    let database: DpkgDatabase
    do throws(HostError) {
      database = try DpkgDatabase.read(for: batch.map(\.name), on: host)
    } catch {
      return batch.map { _ in .failure(error) }
    }
    var states = await states(of: batch, database, on: host)
    let refusals = await refusals(of: batch, states, database, on: host)
    for index in states.indices { states[index].refusal = refusals[batch[index].name] }
    return states.map(Result.success)
  }

  private static func states(
    of batch: [Self], _ database: DpkgDatabase, on host: Host
  ) async -> [State] {
    let asking = batch.filter { $0.asksPolicy(of: database[$0.name]) }
    guard !asking.isEmpty else { return batch.map { State(record: database[$0.name]) } }
    let timeout = asking.map(\.timeout).max() ?? kind.timeout
    // Without apt's word the apply has to find out, and says what is wrong.
    let policies =
      (try? await AptLists.policies(of: asking.map(\.name), on: host, timeout: timeout)) ?? [:]
    let areStale = AptLists.areStale(on: host)
    return batch.map { package in
      State(
        record: database[package.name], policy: policies[package.name], listsAreStale: areStale)
    }
  }

  /// What a simulation says against the changes; nothing where a repair or fresh lists come first.
  private static func refusals(
    of batch: [Self], _ states: [State], _ database: DpkgDatabase, on host: Host
  ) async -> [PackageName: HostError] {
    guard database.unfinished.isEmpty, !database.isInterrupted,
      !states.contains(where: \.listsAreStale)
    else { return [:] }
    let requests = zip(batch, states).compactMap { package, state -> AptRequest? in
      guard package.refusal(of: package.target(from: state), state.record) == nil else {
        return nil
      }
      return package.request(from: state)
    }
    guard !requests.isEmpty else { return [:] }
    let session = AptSession(on: host, timeout: batch.map(\.timeout).max() ?? kind.timeout) { _ in }
    return (try? await session.refusals(of: requests, in: database)) ?? [:]
  }

  /// Whether what is installed leaves open which version there should be.
  func asksPolicy(of record: DpkgRecord) -> Bool {
    switch goal {
    case .absent, .purged: false
    case .latest: true
    case .present:
      !record.condition.isThere || version?.accepts(record.version ?? "") == false
    }
  }
}
