/// How the program ends (`docs/command-line.md`; the larger ones are of sysexits(3)).
///
/// 74 belongs to saved plans, which are not there yet.
package struct ExitStatus: RawRepresentable, Sendable, Equatable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let success = ExitStatus(rawValue: 0)
  /// Something could not be read; the rest was.
  package static let incomplete = ExitStatus(rawValue: 4)
  package static let usage = ExitStatus(rawValue: 64)
  /// The manifest, or anything that it names, is invalid or missing.
  package static let invalidManifest = ExitStatus(rawValue: 65)
  /// A file named on the command line cannot be read.
  package static let unreadable = ExitStatus(rawValue: 66)
  /// What a verb as a whole needs is not there; what a run lacks fails the resources that need it.
  package static let unavailable = ExitStatus(rawValue: 69)
  package static let bug = ExitStatus(rawValue: bugCode)
  /// The state directory, or standard output, cannot be written.
  package static let notWritable = ExitStatus(rawValue: 73)
  package static let locked = ExitStatus(rawValue: 75)
  package static let denied = ExitStatus(rawValue: 77)
  /// The host's own configuration is wrong.
  package static let badConfiguration = ExitStatus(rawValue: 78)
  package static let interrupted = ExitStatus(rawValue: 130)

  /// For where nothing may be set up at first use.
  static var bugCode: Int32 { 70 }
}
