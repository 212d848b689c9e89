package import ConvergeCore
internal import ConvergeSystems

extension Package {
  /// One conversation with apt for the whole batch; afterwards dpkg's database tells how each
  /// package came out.
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var work = PackageWork(batch, in: run, on: host)
    do throws(HostError) {
      try await work.prepare()
      await work.perform()
      await work.settle()
      return try work.results()
    } catch {
      return batch.map { _ in .failure(error) }
    }
  }
}

/// A batch of packages on its way.
struct PackageWork: Sendable {
  let batch: [Planned<Package>]
  let run: RunContext
  let host: Host
  let session: AptSession
  var failures: [PackageName: HostError] = [:]
  /// For the report of the first package: they concern the whole transaction.
  var messages: [String] = []
  private var requests: [AptRequest] = []

  init(_ batch: [Planned<Package>], in run: RunContext, on host: Host) {
    self.batch = batch
    self.run = run
    self.host = host
    let identities = batch.map(\.resource.identity)
    session = AptSession(
      on: host, timeout: batch.map(\.timeout).max() ?? Package.kind.timeout
    ) { message in
      for identity in identities { run.progress(identity, message) }
    }
  }

  /// Repairs, refreshes the lists where that is needed, and decides what to ask of apt.
  mutating func prepare() async throws(HostError) {
    var database = try read()
    let repaired = try await session.repair(
      database, removable: Set(batch.filter(\.resource.goal.isRemoval).map(\.resource.name)),
      replacesConffiles: replacesConffiles(of: database.unfinished))
    if !repaired.isEmpty {
      messages += repaired
      database = try read()
    }
    let states = try await statesWithFreshLists(database)
    for package in batch.map(\.resource) where failures[package.name] == nil {
      decide(package, states[package.name] ?? Package.State(record: database[package.name]))
    }
    try await suggestNames(states)
  }

  mutating func perform() async {
    guard !requests.isEmpty else { return }
    failures.merge(await session.perform(requests)) { first, _ in first }
  }

  /// Holds and marks, once the versions are what they shall be.
  mutating func settle() async {
    do throws(HostError) {
      let database = try read()
      let present = batch.map(\.resource).filter {
        !$0.goal.isRemoval && database[$0.name].condition.isThere
      }
      let holds: [(name: PackageName, isHeld: Bool)] = present.compactMap { package in
        let wanted = package.isHeld ?? false
        guard package.isHeld != nil, wanted != database[package.name].isHeld else { return nil }
        return (package.name, wanted)
      }
      try await session.select(holds)
      try await session.markManual(
        present.map(\.name).filter { database[$0].isAutomatic })
    } catch {
      for package in batch.map(\.resource) where failures[package.name] == nil {
        failures[package.name] = error
      }
    }
  }

  /// Each package's own verdict.
  func results() throws(HostError) -> [Result<Effect, HostError>] {
    let database = try read()
    return batch.enumerated().map { index, planned in
      let name = planned.resource.name
      if let error = failures[name] { return .failure(error) }
      return .success(
        Effect(
          isChange: database[name] != planned.state.record, messages: index == 0 ? messages : []))
    }
  }

  private func read() throws(HostError) -> DpkgDatabase {
    try DpkgDatabase.read(for: batch.map(\.resource.name), on: host)
  }

  /// Whether those that dpkg stopped in are all declared to take the packages' new files.
  private func replacesConffiles(of unfinished: [PackageName]) -> Bool {
    let replacing = Set(batch.map(\.resource).filter(\.replacesConffiles).map(\.name))
    return !unfinished.isEmpty && unfinished.allSatisfy(replacing.contains)
  }

  /// What apt offers for the packages that a version has to be found for, after one refresh at
  /// most.
  private mutating func statesWithFreshLists(
    _ database: DpkgDatabase
  ) async throws(HostError) -> [PackageName: Package.State] {
    let asking = batch.map(\.resource).filter { $0.asksPolicy(of: database[$0.name]) }
    guard !asking.isEmpty else { return [:] }
    var states = try await states(of: asking, database)
    let unclear = asking.filter { package in
      states[package.name].map { package.isUnclear($0) } ?? true
    }
    guard AptLists.areStale(on: host) || !unclear.isEmpty, run.once.begin(Self.refresh) else {
      return states
    }
    do throws(HostError) {
      messages += try await session.refreshLists()
    } catch {
      // Nothing but fresh lists could have told about these; the others do without.
      for package in unclear { failures[package.name] = error }
      messages.append("\(error)")
    }
    states = try await self.states(of: asking, database)
    return states
  }

  private static let refresh = "apt-get update"

  private func states(
    of packages: [Package], _ database: DpkgDatabase
  ) async throws(HostError) -> [PackageName: Package.State] {
    let policies = try await AptLists.policies(
      of: packages.map(\.name), on: host,
      timeout: batch.map(\.timeout).max() ?? Package.kind.timeout)
    let areStale = AptLists.areStale(on: host) && !run.once.hasBegun(Self.refresh)
    return Dictionary(
      packages.map {
        (
          $0.name,
          Package.State(
            record: database[$0.name], policy: policies[$0.name], listsAreStale: areStale)
        )
      }
    ) { first, _ in first }
  }

  /// Makes a request of what is asked for, or a failure.
  private mutating func decide(_ package: Package, _ state: Package.State) {
    if !package.goal.isRemoval,
      let error = package.refusal(of: package.target(from: state), state.record)
    {
      failures[package.name] = error
    } else if let request = package.request(from: state) {
      requests.append(request)
    }
  }

  /// Names what a user may have meant, for what the lists do not have.
  private mutating func suggestNames(
    _ states: [PackageName: Package.State]
  ) async throws(HostError) {
    for package in batch.map(\.resource) where failures[package.name] == nil {
      guard let state = states[package.name], package.isUnclear(state),
        !package.isKnownByName(state)
      else { continue }
      let close = state.policy == nil ? await AptLists.name(like: package.name, on: host) : nil
      failures[package.name] = HostError(
        state.policy == nil ? .notFound : .refused, "install", "package \(package.name)",
        because: Package.missing(package.version, state.policy),
        remedy: close.map { "did you mean '\($0)'?" })
    }
  }
}
