package import ConvergeCore

extension DpkgDatabase {
  /// dpkg's own paths.
  package enum Path {
    package static let status = "/var/lib/dpkg/status"
    package static let updates = "/var/lib/dpkg/updates"
    package static let extendedStates = "/var/lib/apt/extended_states"
  }

  /// Reads the database of a host: a file of dpkg's, one of apt's, and a look at the journal.
  ///
  /// - Throws: `HostError`; `unavailable` where the host has no dpkg.
  package static func read(
    for names: some Collection<PackageName>, on host: Host
  ) throws(HostError) -> DpkgDatabase {
    var database = DpkgDatabase()
    guard try host.files.status(Path.status) != nil else { throw Message.noDpkg }
    database.read(
      status: try host.files.read(Path.status, limitBytes: Limit.statusBytes), for: names)
    if try host.files.status(Path.updates) != nil {
      // Their names are numbers; `tmp.i` is one that was never finished.
      for name in try host.files.list(Path.updates) where name.utf8.allSatisfy(isDigit) {
        let path = "\(Path.updates)/\(name)"
        database.read(
          update: try host.files.read(path, limitBytes: Limit.updateBytes), for: names)
      }
    }
    if try host.files.status(Path.extendedStates) != nil {
      database.read(
        extendedStates: try host.files.read(
          Path.extendedStates, limitBytes: Limit.statusBytes))
    }
    return database
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private enum Limit {
    static let statusBytes = 128 << 20
    static let updateBytes = 4 << 20
  }
}

private enum Message {
  static let noDpkg = HostError(
    .unavailable, "read", DpkgDatabase.Path.status,
    because: "this host has no dpkg, which packages are managed with",
    remedy: "use a Debian host, or leave packages out")
}
