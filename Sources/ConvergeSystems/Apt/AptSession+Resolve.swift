package import ConvergeCore

/// What of a set of requests can go in one transaction.
struct AptResolution: Sendable {
  let options: AptOptions
  let removable: Set<PackageName>
  let database: DpkgDatabase
  /// In the order asked.
  var accepted: [AptRequest] = []
  var refused: [PackageName: AptRefusal] = [:]
  /// What the accepted ones will do together.
  var simulation = AptSimulation(output: [])
}

extension AptSession {
  /// Which requests cannot be carried out, by simulation alone: for a plan.
  ///
  /// All go in one simulation, whatever their options; nothing is changed and no lock is waited for.
  package func refusals(
    of requests: [AptRequest], in database: DpkgDatabase
  ) async throws(HostError) -> [PackageName: HostError] {
    var options = AptOptions()
    options.allowsDowngrade = requests.contains(where: \.options.allowsDowngrade)
    options.changesHeld = requests.contains(where: \.options.changesHeld)
    let resolution = try await resolve(
      requests, options: options, removable: Set(requests.filter(\.isRemoval).map(\.name)),
      in: database)
    return Dictionary(
      requests.compactMap { request in
        resolution.refused[request.name].map {
          (request.name, $0.error(request.operation, request.name))
        }
      }
    ) { first, _ in first }
  }

  /// Finds the requests that can be carried out together, by simulation.
  ///
  /// Usually all: one simulation. Otherwise halves are tried on top of what was accepted before,
  /// down to single packages, which then fail alone; at last those are tried once more with all
  /// that was accepted, since one may need another.
  func resolve(
    _ requests: [AptRequest], options: AptOptions, removable: Set<PackageName>,
    in database: DpkgDatabase
  ) async throws(HostError) -> AptResolution {
    var resolution = AptResolution(
      options: options, removable: removable, database: database)
    try await extend(&resolution, with: requests)
    var hasProgress = !resolution.refused.isEmpty && !resolution.accepted.isEmpty
    while hasProgress {
      let before = resolution.accepted.count
      for request in requests where resolution.refused[request.name] != nil {
        try await extend(&resolution, with: [request])
      }
      hasProgress = resolution.accepted.count > before && !resolution.refused.isEmpty
    }
    let accepted = Set(resolution.accepted.map(\.name))
    resolution.accepted = requests.filter { accepted.contains($0.name) }
    return resolution
  }

  private func extend(
    _ resolution: inout AptResolution, with requests: [AptRequest]
  ) async throws(HostError) {
    guard let first = requests.first else { return }
    let all = resolution.accepted + requests
    let refusal: AptRefusal
    switch try await simulate(all, for: resolution) {
    case .success(let simulation):
      resolution.accepted = all
      resolution.simulation = simulation
      for request in requests { resolution.refused[request.name] = nil }
      return
    case .failure(let objection): refusal = objection
    }
    guard requests.count > 1 else {
      resolution.refused[first.name] = refusal
      return
    }
    let half = requests.count / 2
    for part in [requests[..<half], requests[half...]] {
      try await extend(&resolution, with: Array(part))
    }
  }

  private func simulate(
    _ requests: [AptRequest], for resolution: AptResolution
  ) async throws(HostError) -> Result<AptSimulation, AptRefusal> {
    let result = try await program.ask(
      Self.arguments(for: requests, resolution.options) + ["--simulate"])
    let simulation = AptSimulation(output: result.output)
    // An objection says more than apt's own refusal, as of a downgrade.
    if let refusal = simulation.objection(
      to: requests, removable: resolution.removable, in: resolution.database),
      result.succeeded || !simulation.isEmpty
    {
      return .failure(refusal)
    }
    guard result.succeeded else { return .failure(.unresolved(AptComplaint(result).reason)) }
    return .success(simulation)
  }

  /// The command line of a transaction.
  ///
  /// - Parameter removes: whether anything may go at all; apt stops where it would come to that.
  static func arguments(
    for requests: [AptRequest], _ options: AptOptions, removes: Bool = true
  ) -> [String] {
    AptProgram.get + options.arguments + (removes ? [] : ["--no-remove"]) + ["install"]
      + requests.map(\.argument)
  }
}
