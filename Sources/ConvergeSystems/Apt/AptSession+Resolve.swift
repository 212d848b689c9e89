internal import ConvergeCore

/// What of a set of requests can go in one transaction.
struct AptResolution: Sendable {
  /// In the order asked.
  var accepted: [AptRequest] = []
  var refused: [PackageName: AptRefusal] = [:]
  /// What the accepted ones will do together.
  var simulation = AptSimulation(output: [])
}

extension AptSession {
  /// Finds the requests that can be carried out together, by simulation.
  ///
  /// Usually all: one simulation. Otherwise halves are tried on top of what was accepted before,
  /// down to single packages, which then fail alone; at last those are tried once more with all
  /// that was accepted, since one may need another.
  func resolve(
    _ requests: [AptRequest], removable: Set<PackageName>, in database: DpkgDatabase
  ) async throws(HostError) -> AptResolution {
    var resolution = AptResolution()
    try await extend(&resolution, with: requests, removable: removable, in: database)
    var hasProgress = !resolution.refused.isEmpty && !resolution.accepted.isEmpty
    while hasProgress {
      let before = resolution.accepted.count
      for request in requests where resolution.refused[request.name] != nil {
        try await extend(&resolution, with: [request], removable: removable, in: database)
      }
      hasProgress = resolution.accepted.count > before && !resolution.refused.isEmpty
    }
    let accepted = Set(resolution.accepted.map(\.name))
    resolution.accepted = requests.filter { accepted.contains($0.name) }
    return resolution
  }

  private func extend(
    _ resolution: inout AptResolution, with requests: [AptRequest], removable: Set<PackageName>,
    in database: DpkgDatabase
  ) async throws(HostError) {
    guard let first = requests.first else { return }
    let all = resolution.accepted + requests
    let refusal: AptRefusal
    switch try await simulate(all, removable: removable, in: database) {
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
      try await extend(&resolution, with: Array(part), removable: removable, in: database)
    }
  }

  private func simulate(
    _ requests: [AptRequest], removable: Set<PackageName>, in database: DpkgDatabase
  ) async throws(HostError) -> Result<AptSimulation, AptRefusal> {
    let result = try await program.ask(Self.arguments(for: requests) + ["--simulate"])
    let simulation = AptSimulation(output: result.output)
    // An objection says more than apt's own refusal, as of a downgrade.
    if let refusal = simulation.objection(to: requests, removable: removable, in: database),
      result.succeeded || !simulation.isEmpty
    {
      return .failure(refusal)
    }
    guard result.succeeded else { return .failure(.unresolved(AptComplaint(result).reason)) }
    return .success(simulation)
  }

  /// The command line of a transaction; requests have equal options.
  static func arguments(for requests: [AptRequest]) -> [String] {
    AptProgram.get + (requests.first?.options.arguments ?? []) + ["install"]
      + requests.map(\.argument)
  }
}
