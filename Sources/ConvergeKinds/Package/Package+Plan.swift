package import ConvergeCore
internal import ConvergeSystems

extension Package {
  package func plan(from state: State, last: Applied?, in predicted: PredictedHost) -> Verdict {
    let verdict = goal.isRemoval ? removal(from: state.record) : presence(from: state)
    guard let refusal = state.refusal, verdict.action != nil else { return verdict }
    return .failing(refusal)
  }

  /// It took unless something differs still; that the lists may have grown old is no complaint.
  package func complaint(
    about state: State, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    var settled = State(record: state.record, policy: state.policy, listsAreStale: false)
    settled.refusal = state.refusal
    switch plan(from: settled, last: last, in: PredictedHost()) {
    case .inSync: return nil
    case .failing(let error): return error
    case .change(_, let changes), .unknown(_, let changes, _):
      return Message.didNotTake(name, changes.map(\.attribute), now: state.record)
    }
  }

  private func removal(from record: DpkgRecord) -> Verdict {
    let shown = shownState(record)
    guard shown != goal.rawValue, record.condition.isThere || goal == .purged else {
      return .inSync
    }
    if record.isHeld, record.condition.isThere, isHeld == nil {
      return .failing(Message.heldAndGone(name))
    }
    var changes = [Change("state", from: .text(shown), to: .text(goal.rawValue))]
    if let version = record.version {
      changes.append(Change("version", from: .text(version), to: .null))
    }
    return .change(.remove, changes)
  }

  private func presence(from state: State) -> Verdict {
    let record = state.record
    var changes: [Change] = []
    let shown = shownState(record)
    if shown != Goal.present.rawValue {
      changes.append(
        Change("state", from: .text(shown), to: .text(Goal.present.rawValue)))
    }
    let target = target(from: state)
    switch target {
    case .asItIs: break
    case .version(let version):
      changes.append(
        Change("version", from: record.version.map(Value.text) ?? .null, to: .text(version)))
    case .unclear:
      changes.append(
        Change("version", from: record.version.map(Value.text) ?? .null, to: .unknown))
    }
    if let error = refusal(of: target, record) { return .failing(error) }
    if let isHeld, isHeld != record.isHeld, isHeld || record.condition.isThere {
      changes.append(Change("hold", from: .boolean(record.isHeld), to: .boolean(isHeld)))
    }
    if record.condition.isThere, record.isAutomatic {
      changes.append(
        Change(
          "mark", from: .text(Mark.automatic.rawValue), to: .text(Mark.manual.rawValue)))
    }
    guard !changes.isEmpty else { return .inSync }
    let action: Verdict.Action = record.condition.isThere ? .update : .create
    if case .unclear(let because) = target {
      return .unknown(action, changes, because: because)
    }
    return .change(action, changes)
  }

  /// Which version there should be.
  enum Target: Equatable {
    case asItIs
    case version(String)
    /// Only refreshed lists can tell; why.
    case unclear(String)
  }

  func target(from state: State) -> Target {
    let installed = state.record.condition.isThere ? state.record.version : nil
    guard asksPolicy(of: state.record) else { return .asItIs }
    let accepted = installed.map { version?.accepts($0) ?? true } ?? false
    if goal == .latest, state.listsAreStale { return .unclear(Message.stale) }
    guard let best = state.policy?.best(for: version) else {
      if accepted { return .asItIs }
      return .unclear(Message.notFound(version, state.policy))
    }
    if let installed, accepted, DebianVersion(installed) == DebianVersion(best) { return .asItIs }
    // A version that no source has, above all that any has, as of a package built on the spot.
    if let installed, accepted, goal == .latest, version != nil,
      DebianVersion(installed) > DebianVersion(best)
    {
      return .asItIs
    }
    return .version(best)
  }

  func refusal(of target: Target, _ record: DpkgRecord) -> HostError? {
    guard let installed = record.version, record.condition.isThere else { return nil }
    if let exact = version?.exactVersion, !allowsDowngrade,
      DebianVersion(exact) < DebianVersion(installed)
    {
      return Message.downgrade(name, from: installed, to: exact)
    }
    guard case .version(let wanted) = target else { return nil }
    if !allowsDowngrade, DebianVersion(wanted) < DebianVersion(installed) {
      return Message.downgrade(name, from: installed, to: wanted)
    }
    return record.isHeld && isHeld == nil ? Message.held(name) : nil
  }
}

extension Package {
  /// What the lists lack, with what they have instead.
  static func missing(_ version: VersionRequirement?, _ policy: AptPolicy?) -> String {
    guard let policy else { return "the package lists have no package of that name" }
    guard let version else { return "the package lists have no version of it to install" }
    let offered = policy.available.prefix(5).joined(separator: ", ")
    return "the package lists have no version \(version)"
      + (offered.isEmpty ? "" : ", only \(offered)")
  }
}

private enum Message {
  static let stale =
    "the package lists are missing, older than a day or older than the sources; "
    + "an apply refreshes them first"

  static func notFound(_ version: VersionRequirement?, _ policy: AptPolicy?) -> String {
    "\(Package.missing(version, policy)); an apply refreshes the lists first"
  }

  static func held(_ name: PackageName) -> HostError {
    HostError(
      .refused, "change", "package \(name)", because: "it is on hold",
      remedy: "write 'hold: true' to keep the hold or 'hold: false' to end it")
  }

  static func heldAndGone(_ name: PackageName) -> HostError {
    HostError(
      .refused, "remove", "package \(name)", because: "it is on hold",
      remedy: "write 'hold: false' to let it go all the same")
  }

  static func downgrade(_ name: PackageName, from: String, to: String) -> HostError {
    HostError(
      .refused, "install", "package \(name)",
      because: "\(from) is installed, and \(to) would be a downgrade",
      remedy: "write 'allow_downgrade: true', or another version")
  }

  static func didNotTake(
    _ name: PackageName, _ attributes: [String], now record: DpkgRecord
  ) -> HostError {
    HostError(
      .didNotTake, "change", "package \(name)",
      because: "apt reports success, and \(attributes.joined(separator: ", ")) is not as declared: "
        + "it is \(record.condition.rawValue)\(record.version.map { " in version \($0)" } ?? "")")
  }
}
