/// A process that changed something, as far as it could be read while it lived.
package struct SightedProcess: Sendable, Hashable {
  /// How it is known.
  package enum Source: String, Sendable, CaseIterable {
    /// Its entry in /proc was read while it was there, by the kernel's own handle of it.
    case alive
    /// It had ended, and was written down when it began to run its program.
    case remembered
    /// It had ended, and only its number and the program that it was about to run were told.
    case program
    /// It wrote to the journal, which says whose line it is.
    case journal
  }

  package var pid: Int32
  /// The program's name: the last part of its path, or what it calls itself.
  package var name: String
  /// The program's path.
  package var executable: String?
  /// Its arguments as a text that may be shown: bounded, without what looks like a secret.
  package var commandLine: String?
  /// The account that it ran as.
  package var user: UInt32?
  /// The account that logged in, whatever `su` or `sudo` made of it since.
  package var loginUser: UInt32?
  /// The systemd unit: `cron.service`.
  package var unit: String?
  /// The container's id, as its engine gives it.
  package var container: String?
  package var source: Source
  /// Its program before, where it was replaced so shortly before that either may have done it.
  package var formerName: String?

  package init(pid: Int32, name: String, source: Source) {
    self.pid = pid
    self.name = name
    self.source = source
  }
}
