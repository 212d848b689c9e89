package import ConvergeCore

extension FilePlacement {
  /// Undoes what a killed apply left: puts back an old file whose successor was not judged, and
  /// removes temporary names.
  package static func clear(_ leftover: Leftover, on host: Host) throws(HostError) {
    let files = host.files
    guard let left = try files.status(leftover.name) else { return }
    let target = try files.status(leftover.target)
    let isSame = target.map { $0.device == left.device && $0.inode == left.inode } ?? false
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
