/// A kind of step at which a run may end.
package enum CrashPoint: String, CaseIterable, Hashable {
  case ledger, fileEffect, fileSync, package, account, unit, container, command

  /// The kind of a step, from its label; nil for one of another kind.
  init?(label: String) {
    let table: [(prefix: String, point: CrashPoint)] = [
      ("commit to the ledger", .ledger), ("sync the ledger", .ledger),
      ("write /var/lib/dpkg", .package), ("sync", .fileSync), ("stage", .fileEffect), ("rename", .fileEffect),
      ("link", .fileEffect), ("make directory", .fileEffect), ("remove", .fileEffect),
      ("set ", .fileEffect), ("apt", .package), ("dpkg", .package), ("user", .account),
      ("group", .account), ("docker", .container), ("make ", .command), ("systemd", .unit),
      ("start", .unit), ("restart", .unit), ("reload", .unit), ("stop", .unit),
    ]
    guard let found = table.first(where: { label.hasPrefix($0.prefix) }) else { return nil }
    self = found.point
  }
}
