/// What dpkg's database says of one package (dpkg(1), "Information about packages").
package struct DpkgRecord: Hashable, Sendable {
  /// How far the package is on the host.
  package enum Condition: String, Sendable {
    case notInstalled = "not-installed"
    case configFiles = "config-files"
    case halfInstalled = "half-installed"
    case unpacked
    case halfConfigured = "half-configured"
    case triggersAwaited = "triggers-awaited"
    case triggersPending = "triggers-pending"
    case installed

    /// Whether files of the package are on the host, configured or not.
    package var isThere: Bool { self != .notInstalled && self != .configFiles }

    /// Whether dpkg was stopped, or failed, before it was done with the package.
    package var isUnfinished: Bool { isThere && self != .installed }
  }

  package let name: PackageName
  package let condition: Condition
  /// Whether the package is on hold.
  package let isHeld: Bool
  /// Whether dpkg asks for it to be installed anew.
  package let needsReinstallation: Bool
  /// nil where nothing of it is there.
  package let version: String?
  /// Whether apt may remove it once nothing depends on it (apt-mark(8)).
  package var isAutomatic = false

  package init(
    _ name: PackageName, _ condition: Condition, version: String?, isHeld: Bool = false,
    needsReinstallation: Bool = false, isAutomatic: Bool = false
  ) {
    self.name = name
    self.condition = condition
    self.version = version
    self.isHeld = isHeld
    self.needsReinstallation = needsReinstallation
    self.isAutomatic = isAutomatic
  }
}
