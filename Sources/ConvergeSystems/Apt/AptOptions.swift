/// How apt is to go about a package; packages of equal options share a transaction.
package struct AptOptions: Hashable, Sendable {
  /// Whether recommended packages come along; nil: as apt is configured.
  package var recommends: Bool?
  /// Whether a configuration file that was edited on the host gives way to the package's.
  package var replacesConffiles = false
  package var allowsDowngrade = false
  /// Whether a package on hold may change.
  package var changesHeld = false

  package init() {}

  /// For apt-get(8).
  var arguments: [String] {
    var arguments = AptOptions.conffileArguments(replaces: replacesConffiles)
    switch recommends {
    case true?: arguments.append("--install-recommends")
    case false?: arguments.append("--no-install-recommends")
    case nil: break
    }
    if allowsDowngrade { arguments.append("--allow-downgrades") }
    if changesHeld { arguments.append("--allow-change-held-packages") }
    return arguments
  }

  /// What dpkg does without asking: take the package's default where the host's file was not
  /// edited, else keep the old one or take the new one.
  static func conffileArguments(replaces: Bool) -> [String] {
    let forced = replaces ? ["--force-confnew"] : ["--force-confdef", "--force-confold"]
    return forced.flatMap { ["-o", "Dpkg::Options::=\($0)"] }
  }
}
