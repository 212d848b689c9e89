package import ConvergeCore

extension FilePlacement {
  /// A name may be gone and its directory not synced, where the run was killed in between: a power
  /// cut would bring it back when nobody knows of it any more.
  private static func syncAbsence(of path: String, on host: Host) throws(HostError) {
    do throws(HostError) {
      try host.files.syncDirectory(of: path)
    } catch {
      if error.reason != .notFound { throw error }
    }
  }

  /// With the mode in octal behind it, the role of a leftover that is a mode to be put back.
  static let modeRole = "mode "

  /// Undoes what a killed apply left: puts back an old file whose successor was not judged, and
  /// removes temporary names.
  package static func clear(_ leftover: Leftover, on host: Host) throws(HostError) {
    let files = host.files
    guard let left = try files.status(leftover.name) else {
      try syncAbsence(of: leftover.name, on: host)
      return
    }
    let target = try files.status(leftover.target)
    let isSame = target.map { $0.device == left.device && $0.inode == left.inode } ?? false
    if leftover.role.hasPrefix(modeRole) {
      let mode = UInt16(leftover.role.dropFirst(modeRole.count), radix: 8) ?? left.mode
      // Only the bits that chown(2) takes are missing: nobody else changed it since.
      if left.mode == mode & 0o1777 { try files.setMode(leftover.name, mode) }
      return
    }
    switch leftover.role {
    case "old":
      // rename(2) does nothing between two names of one file.
      if isSame {
        try files.remove(leftover.name)
      } else {
        try files.rename(leftover.name, to: leftover.target)
      }
    case "candidate":
      // Two names of one file: a new file that was checked in place, without a verdict.
      if isSame { try files.remove(leftover.target) }
      try files.remove(leftover.name)
    case "backup":
      // The old file still stands in its place, so this backup is of nothing.
      if isSame { try files.remove(leftover.name) }
    default:
      try files.remove(leftover.name)
    }
  }
}
