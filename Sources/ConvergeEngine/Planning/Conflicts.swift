internal import ConvergeCore
internal import ConvergeLedger

/// Finds what another manifest of this host manages with other values.
struct Conflicts {
  let snapshot: LedgerSnapshot
  let fingerprints: Fingerprints

  /// What speaks against managing `identity` with these values; nil where nobody else does, or all
  /// agree.
  func error(for identity: Identity, desired: Attributes) -> HostError? {
    for foreign in snapshot.foreign[identity] ?? [] {
      for (name, attribute) in foreign.applied.attributes {
        guard let value = desired[name], fingerprints.text(of: value) != attribute.desired else {
          continue
        }
        return HostError(
          .refused, "manage", foreign.reference.description,
          because: "manifest '\(foreign.manifest)' manages it with another \(name)",
          remedy: "take it out of one of them, or use --take-over")
      }
    }
    return nil
  }
}
