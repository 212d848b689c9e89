/// A kind of step at which a run may end.
package enum CrashPoint: String, CaseIterable, Hashable {
  case ledger, fileEffect, fileSync, package, account, unit, container, command

  /// The kind of a step, from its label; nil for one of another kind.
  init?(label: String) {
    let table: [(prefix: String, point: CrashPoint)] = [
      ("commit to the ledger", .ledger), ("sync the ledger", .ledger), ("sync", .fileSync),
      ("write /var/lib/dpkg", .package), ("write", .fileEffect), ("rename", .fileEffect),
      ("link", .fileEffect), ("make directory", .fileEffect), ("remove", .fileEffect),
      ("set ", .fileEffect), ("apt", .package), ("dpkg", .package), ("user", .account),
      ("group", .account), ("docker", .container), ("make ", .command),
    ]
    if let found = table.first(where: { label.hasPrefix($0.prefix) }) {
      self = found.point
    } else if label.contains("Unit") || label.hasPrefix("Reload") {
      self = .unit
    } else {
      return nil
    }
  }
}
