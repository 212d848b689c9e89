internal import ConvergeSystems

/// What apt has to be asked for.
extension Package {
  /// nil where there is nothing to do with the package itself, or nobody can tell what.
  func request(from state: State) -> AptRequest? {
    let record = state.record
    if goal.isRemoval {
      guard record.condition.isThere || goal == .purged && record.condition == .configFiles else {
        return nil
      }
      return AptRequest(name, goal == .purged ? .purge : .remove, options: options(record))
    }
    switch target(from: state) {
    case .unclear:
      // What apt knows and cannot choose a version of is virtual, and apt names who provides it.
      return isKnownByName(state)
        ? AptRequest(name, .install(version: nil), options: options(record)) : nil
    case .version(let version):
      let isCandidate = version == state.policy?.candidate
      return AptRequest(
        name, .install(version: isCandidate ? nil : version), options: options(record))
    case .asItIs:
      guard record.condition != .installed || record.needsReinstallation else { return nil }
      // The very version that will do, where not every one would.
      return AptRequest(
        name, .install(version: version == nil ? nil : record.version), options: options(record))
    }
  }

  private func options(_ record: DpkgRecord) -> AptOptions {
    var options = AptOptions()
    options.recommends = recommends
    options.replacesConffiles = replacesConffiles
    options.allowsDowngrade = allowsDowngrade
    options.changesHeld = record.isHeld
    return options
  }

  /// Whether apt knows the name, while no version was asked for.
  func isKnownByName(_ state: State) -> Bool { state.policy != nil && version == nil }

  func isUnclear(_ state: State) -> Bool {
    if case .unclear = target(from: state) { true } else { false }
  }
}
