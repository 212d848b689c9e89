package import ConvergeCore

/// Why packages cannot be brought in or taken away.
package enum AptRefusal: Error, Equatable, Sendable {
  /// apt found no solution; what it said, in one line.
  case unresolved(String)
  case removes([PackageName])
  case downgrades(PackageName, from: String, to: String)
  case changesHeld(PackageName)
  /// apt took something else for it.
  case doesNotInstall(PackageName)

  /// As the failure of one package.
  package func error(_ operation: String, _ name: PackageName) -> HostError {
    let (because, remedy) = explanation
    return HostError(
      .refused, operation, "package \(name)", because: because, remedy: remedy)
  }

  private var explanation: (because: String, remedy: String?) {
    switch self {
    case .unresolved(let text): (text, nil)
    case .removes(let names):
      (
        "it would remove \(Self.listed(names)), which nobody declared absent",
        "declare \(names.count == 1 ? "it" : "them") absent, or leave this one out"
      )
    case .downgrades(let name, let from, let to):
      (
        "it would downgrade \(name) from \(from) to \(to)",
        "declare \(name) with that version and allow_downgrade: true"
      )
    case .changesHeld(let name):
      (
        "it would change \(name), which is on hold",
        "declare \(name) with hold: true or hold: false"
      )
    case .doesNotInstall(let name):
      (
        "apt takes '\(name)' for something else",
        "write the name of a package, not of a virtual one"
      )
    }
  }

  /// At most ten names.
  private static func listed(_ names: [PackageName]) -> String {
    let shown = names.sorted().prefix(10).map(\.description).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
  }
}
