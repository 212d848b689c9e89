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

    package init(record: DpkgRecord, policy: AptPolicy? = nil, listsAreStale: Bool = false) {
      self.record = record
      self.policy = policy
      self.listsAreStale = listsAreStale
    }

    /// What the sources offer is no state of the host.
    package static func == (left: State, right: State) -> Bool { left.record == right.record }
  }

  /// One read of dpkg's database for all; `apt-cache policy`, once for all, only where a version
  /// has to be found.
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    let database: DpkgDatabase
    do throws(HostError) {
      database = try DpkgDatabase.read(for: batch.map(\.name), on: host)
    } catch {
      return batch.map { _ in .failure(error) }
    }
    let asking = batch.filter { $0.asksPolicy(of: database[$0.name]) }
    guard !asking.isEmpty else {
      return batch.map { .success(State(record: database[$0.name])) }
    }
    let timeout = asking.map(\.timeout).max() ?? kind.timeout
    // Without apt's word the apply has to find out, and says what is wrong.
    let policies =
      (try? await AptLists.policies(of: asking.map(\.name), on: host, timeout: timeout)) ?? [:]
    let areStale = AptLists.areStale(on: host)
    return batch.map { package in
      .success(
        State(
          record: database[package.name], policy: policies[package.name], listsAreStale: areStale))
    }
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
