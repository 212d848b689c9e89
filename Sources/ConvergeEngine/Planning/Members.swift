internal import ConvergeCore

/// A kind's resources, seen without the kind: what the planner and the runner work with.
///
/// Members are indices among the resources of the manifest. Everything but `observe`, `apply` and
/// `refresh` is pure over what was last read.
protocol Members: Sendable {
  var kind: Kind { get }

  /// Reads these members, in one batch.
  func observe(_ members: [Int], on host: Host) async
  /// What was last read of a member.
  func reading(of member: Int) -> Result<Reading, HostError>
  /// The claims that a member holds, as last read.
  func holdings(of member: Int) -> [Identity]
  /// See `Resource`; nil where it could not be read, too.
  func likeness(of member: Int) -> Likeness?
  func realIdentity(of member: Int, on host: Host) throws(HostError) -> Identity
  func verdict(
    of member: Int, last: Applied?, in predicted: PredictedHost, on occasion: Occasion
  ) -> Verdict
  func predictions(of member: Int, for verdict: Verdict) -> [(Identity, Prediction)]
  func leftovers(of member: Int, for verdict: Verdict, in run: RunID) -> [Leftover]
  /// Removes what an unfinished change has left, or puts back what it had moved aside.
  func clear(_ leftovers: [Leftover], on host: Host) async -> [Result<Void, HostError>]
  /// See `Resource`.
  func disruption(of member: Int, _ verdict: Verdict) -> Disruption?
  func event(of member: Int) -> Event
  /// Changes these members, and reads them again.
  func apply(_ orders: [ApplyOrder], in run: RunContext, on host: Host) async -> [Applying]
  func refresh(
    _ orders: [RefreshOrder], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>]
}

/// A member to be changed.
struct ApplyOrder: Sendable {
  let member: Int
  let verdict: Verdict
  let last: Applied?
  let timeout: Duration
  let occasion: Occasion
  let isLastAttempt: Bool
}

/// A member to be refreshed.
struct RefreshOrder: Sendable {
  let member: Int
  let causes: [Reference]
  let timeout: Duration
}

/// How a change went.
struct Applying: Sendable {
  /// Why it failed, or did not take.
  var error: HostError?
  /// The host was observed to be just as before.
  var isSame: Bool
  /// Whether it is one for those that subscribe.
  var isChange = true
  var messages: [String] = []
  /// When the change itself had ended, before it was read again.
  let ended: HostInstant
}

/// Puts the resources of each kind together.
///
/// - Returns: the rosters in the order in which their kinds first appear.
func rosters(of work: Work) -> [any Members] {
  var kinds: [Kind] = []
  var groups: [[(index: Int, resource: DeclaredResource)]] = []
  for (index, resource) in work.resources.enumerated() where work.isSelected(index) {
    let kind = resource.declaration.kind
    if let place = kinds.firstIndex(where: { $0 === kind }) {
      groups[place].append((index, resource))
    } else {
      kinds.append(kind)
      groups.append([(index, resource)])
    }
  }
  return groups.map { makeRoster(likeFirst: $0[0].resource.resource, $0) }
}

private func makeRoster<R: Resource>(
  likeFirst first: R, _ group: [(index: Int, resource: DeclaredResource)]
) -> any Members {
  Roster(R.self, group)
}
