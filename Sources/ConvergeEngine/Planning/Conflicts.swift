internal import ConvergeCore
internal import ConvergeLedger

/// Finds what another manifest of this host manages with other values.
struct Conflicts {
  let snapshot: LedgerSnapshot
  let fingerprints: Fingerprints

  /// What speaks against managing a resource with these values; nil where nobody else does, or all
  /// agree.
  func error(for declared: DeclaredResource, desired: Attributes) -> HostError? {
    for foreign in snapshot.foreign[declared.resource.identity] ?? [] {
      if let what = difference(from: foreign, declared, desired) {
        return HostError(
          .refused, "manage", declared.declaration.reference.description,
          because: Message.managed(by: foreign, what), remedy: Message.remedy)
      }
    }
    return nil
  }

  /// In what the two differ, for a sentence.
  private func difference(
    from foreign: LedgerSnapshot.Foreign, _ declared: DeclaredResource, _ desired: Attributes
  ) -> String? {
    let other = foreign.applied.attributes.first { name, attribute in
      desired[name].map { fingerprints.text(of: $0) != attribute.desired } ?? false
    }
    if let other { return Message.another(other.name) }
    // A directory and a link at one path may agree in all that both say.
    guard foreign.reference.kind != declared.declaration.kind.name,
      declared.vertex.aim != .absence
    else { return nil }
    return Message.kind(foreign.reference.kind)
  }
}

private enum Message {
  static func managed(by foreign: LedgerSnapshot.Foreign, _ difference: String) -> String {
    "manifest '\(foreign.manifest)' manages it too, as \(foreign.reference), \(difference)"
  }

  static func another(_ attribute: String) -> String { "with another '\(attribute)'" }
  static func kind(_ kind: String) -> String { "which is a \(kind)" }
  static let remedy = "take it out of one of them, or use --take-over"
}
