/// How the program ends (`cli.md`, "Exit status"; the larger ones are of sysexits(3)).
package struct ExitStatus: RawRepresentable, Sendable, Equatable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let success = ExitStatus(rawValue: 0)
  package static let usage = ExitStatus(rawValue: 64)
  /// The manifest, or anything that it names, is invalid or missing.
  package static let invalidManifest = ExitStatus(rawValue: 65)
  /// A file named on the command line cannot be read.
  package static let unreadable = ExitStatus(rawValue: 66)
  package static let bug = ExitStatus(rawValue: 70)
  package static let stateNotWritable = ExitStatus(rawValue: 73)
  package static let locked = ExitStatus(rawValue: 75)
  package static let denied = ExitStatus(rawValue: 77)
  package static let interrupted = ExitStatus(rawValue: 130)
}
