/// One kind of thing that is brought to a declared state.
///
/// A kind is a folder of `ConvergeKinds`; everything the rest of converge knows of it is here. Of
/// these, `observe` only reads, `plan` and `predictions` are pure, and `apply`, `refresh` and
/// `clear` are the only ones that change the host. Each takes a batch, so that a host's
/// transactions and conversations are used as such; results come in the order of the batch.
package protocol Resource: Sendable {
  /// What is read of the host, enough to plan from.
  associatedtype State: Sendable, Equatable

  static var kind: Kind { get }

  /// Decodes and checks a declaration; nil where a problem was reported.
  ///
  /// Types, unknown attributes and words were checked before; what remains is what only this kind
  /// knows, as attributes that exclude one another.
  init?(_ declaration: Declaration, reporting problems: inout Diagnostics)

  /// The thing it really manages, normalised.
  var identity: Identity { get }
  var aim: Aim { get }
  /// What is there once this one is as declared; `identity` is always among them.
  var provides: [Identity] { get }
  /// What it builds on, for automatic edges.
  var needs: [Need] { get }
  /// When it runs unless edges pull it forward.
  var phase: Phase { get }
  /// Numbers and names that only one thing can have, which it asks for: whatever is to be removed
  /// and holds one of them goes first.
  var claims: [Identity] { get }
  /// Of a user that is to be removed: its home directory. Directories in it are removed after all
  /// that may still use them.
  var departingHome: String? { get }
  /// What it waits for: with another event than a change its subscriptions only watch.
  var event: Event { get }
  /// Whether it never does anything unless something that it subscribes to has it do so; without
  /// any it is an error.
  var needsSubscription: Bool { get }
  /// What it names that is neither on the host nor declared, so that nothing need be begun; asked
  /// before a run, of what the host tells at once.
  ///
  /// - Parameters:
  ///   - declared: what the manifest makes.
  ///   - isOpen: whether it may make more than anybody can foresee.
  func unknownName(
    on host: Host, among declared: Set<Identity>, isOpen: Bool
  ) throws(HostError) -> UnknownName?
  /// Whether it is a directory.
  var isDirectory: Bool { get }
  /// The attributes that are compared with the host, with their desired values.
  ///
  /// Large values are given as digests. Causes are told from these, and the ledger keeps digests
  /// of them.
  var desired: Attributes { get }

  /// Reads the state of every resource of the batch, in as few conversations as possible.
  static func observe(_ batch: [Self], on host: Host) async -> [Result<State, HostError>]
  /// The claims that it holds on the host.
  func holdings(in state: State) -> [Identity]
  /// Nil where it is known by its own name only.
  func likeness(in state: State) -> Likeness?
  /// The thing that it really is; asked of those that are alike.
  func realIdentity(in state: State, on host: Host) throws(HostError) -> Identity
  /// Whether the thing is there at all, for `on_create` and for what was created.
  static func exists(_ state: State) -> Bool
  /// The observed values of the attributes in `desired`, comparable with them.
  func attributes(of state: State) -> Attributes
  /// What has to be done; pure. `last` is what the ledger remembers, if anything.
  func plan(from state: State, last: Applied?, in predicted: PredictedHost) -> Verdict
  /// The same where the kind waits for something to happen in a run (`Kind.hasOccasions`); pure.
  func plan(
    from state: State, last: Applied?, in predicted: PredictedHost, on occasion: Occasion
  ) -> Verdict
  /// What the others will find once `verdict` is carried out; pure.
  func predictions(for verdict: Verdict, from state: State) -> [(Identity, Prediction)]

  /// What an apply that is killed midway may leave on the host. Journalled before the apply, handed
  /// to `clear` by the next run if no result was journalled.
  func leftovers(for verdict: Verdict, from state: State, in run: RunID) -> [Leftover]
  /// Removes leftovers, or puts back what an unfinished apply had moved aside.
  static func clear(_ leftovers: [Leftover], on host: Host) async -> [Result<Void, HostError>]

  /// Changes the host as planned.
  static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>]
  /// What speaks against the change having taken, as read after it; nil: it took.
  func complaint(about state: State, after verdict: Verdict, last: Applied?) -> HostError?
  /// Whether a refresh would do anything to a thing in this state: false where nothing runs.
  func isRefreshable(in state: State) -> Bool
  /// Delivers what is owed: restarts, reloads, runs.
  static func refresh(
    _ batch: [Owed<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>]
  /// What a refresh of it does, in a word, as a report has it: `restart`, `reload`, `run`.
  var refreshWord: String { get }
  /// What the users of the thing notice when `verdict` is carried out, so that it may have to wait
  /// for a window; nil: nothing.
  func disruption(of verdict: Verdict, from state: State) -> Disruption?
  /// The same of a refresh.
  var disruptionOfRefresh: Disruption? { get }
  /// When the thing last started, where a start may stand for a refresh.
  static func started(_ state: State) -> HostInstant.Mark?
}

/// A resource with what has to be done to it.
package struct Planned<R: Resource>: Sendable {
  package let resource: R
  package let state: R.State
  package let verdict: Verdict
  package let last: Applied?
  /// Of one attempt.
  package let timeout: Duration
  /// Where its kind waits for any.
  package let occasion: Occasion
  /// Whether it is not tried again if this attempt fails.
  package let isLastAttempt: Bool

  package init(
    _ resource: R, _ state: R.State, _ verdict: Verdict, last: Applied?, timeout: Duration,
    on occasion: Occasion = Occasion(), isLastAttempt: Bool = true
  ) {
    self.resource = resource
    self.state = state
    self.verdict = verdict
    self.last = last
    self.timeout = timeout
    self.occasion = occasion
    self.isLastAttempt = isLastAttempt
  }
}

/// An attribute that names what nobody knows.
package struct UnknownName: Sendable, Equatable {
  package let attribute: String
  package let message: String
  package let hint: String

  package init(_ attribute: String, _ message: String, hint: String) {
    self.attribute = attribute
    self.message = message
    self.hint = hint
  }
}

/// A resource with the refresh that it is owed.
package struct Owed<R: Resource>: Sendable {
  package let resource: R
  package let state: R.State
  package let causes: [String]
  package let timeout: Duration

  package init(_ resource: R, _ state: R.State, causes: [String], timeout: Duration) {
    self.resource = resource
    self.state = state
    self.causes = causes
    self.timeout = timeout
  }
}

/// What an apply did.
package struct Effect: Sendable, Equatable {
  /// Whether those that subscribe are refreshed; false for a command that ran without an exit code
  /// that means a change.
  package var isChange = true
  /// For the report.
  package var messages: [String] = []

  package init(isChange: Bool = true, messages: [String] = []) {
    self.isChange = isChange
    self.messages = messages
  }
}

/// How a refresh ended that did not fail.
package enum Delivery: Sendable, Equatable {
  case delivered(messages: [String] = [])
  /// It is on its way, and ends this process: how the thing stands now says nothing about it.
  case handedOver(messages: [String])
  /// There is nothing running to refresh: crossed out, and no change for anybody.
  case notRunning
}

/// Something that a killed apply may leave behind.
package struct Leftover: Hashable, Sendable {
  /// The kind's own word for what it is, as `candidate`.
  package let role: String
  /// Where it is: a path, a container's name.
  package let name: String
  /// What it stands in for: the path or name it will take, or was moved from.
  package let target: String

  package init(role: String, name: String, target: String) {
    self.role = role
    self.name = name
    self.target = target
  }
}
