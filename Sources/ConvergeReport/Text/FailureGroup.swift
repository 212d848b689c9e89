/// Resources that failed of one and the same cause, with what was skipped for them: one cause is
/// told once.
struct FailureGroup {
  /// nil: nobody said why.
  let failure: FailureReport?
  let failed: [ResourceReport]
  let skipped: [ResourceReport]

  /// In the order of the first resource of each.
  static func all(of report: Report) -> [FailureGroup] {
    let failed = report.resources.filter { $0.outcome.family == .failure }
    let skipped = report.resources.filter { $0.outcome == .skipped }
    var causes: [FailureReport?] = []
    for resource in failed where !causes.contains(resource.failure) {
      causes.append(resource.failure)
    }
    let groups = causes.map { cause in
      let members = failed.filter { $0.failure == cause }
      let names = Set(members.map(\.ref))
      return FailureGroup(
        failure: cause, failed: members,
        skipped: skipped.filter { $0.skippedBecause.map(names.contains) ?? false })
    }
    let known = Set(failed.map(\.ref))
    let orphans = skipped.filter { !($0.skippedBecause.map(known.contains) ?? false) }
    return orphans.isEmpty
      ? groups : groups + [FailureGroup(failure: nil, failed: [], skipped: orphans)]
  }

  /// Why, and what to do about it, on two lines.
  var explanation: [String] {
    guard let failure else { return [] }
    let head = "cannot \(failure.operation) \(failure.subject): \(failure.because)"
    return failure.remedy.map { [head, $0] } ?? [head]
  }
}
