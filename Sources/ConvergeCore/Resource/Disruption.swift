/// A change that a host's users notice: it may have to wait for a maintenance window.
package enum Disruption: String, Sendable, CaseIterable {
  /// Something that runs is stopped and started again.
  case restart
  /// Something is removed and made anew.
  case replace
  case reboot
}
