internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeReport

extension ResourceReport {
  /// Whether somebody changed it and it was put right, or was to be and did not stay so.
  var isCorrection: Bool {
    let isFromOutside = cause == .host || cause == .both
    return outcome.family == .failure || (outcome.family == .change && isFromOutside)
  }
}

extension Report {
  /// Says of what was corrected that it is being fought over.
  ///
  /// - Parameters:
  ///   - fights: of each thing what its correction in this run is part of.
  ///   - identities: of each resource, by its reference.
  mutating func fill(
    _ fights: [Identity: Fight], _ identities: @autoclosure () -> [String: [Identity]]
  ) {
    guard !fights.isEmpty, verb == .apply else { return }
    let corrected = resources.indices.filter { resources[$0].isCorrection }
    guard !corrected.isEmpty else { return }
    let identities = identities()
    for index in corrected {
      let own = identities[resources[index].ref] ?? []
      guard let fight = own.lazy.compactMap({ fights[$0] }).first else { continue }
      var told = FightReport()
      told.corrections = fight.corrections
      told.restSeconds = Int(fight.rest.components.seconds)
      resources[index].fight = told
    }
  }
}
