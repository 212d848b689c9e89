internal import CLinux
package import ConvergeCore
internal import Glibc

extension LocalFiles {
  /// Writes a new file with all that belongs to it.
  ///
  /// Content comes first, in a file that only we can open; then the owner, since a change of it
  /// takes setuid bits and capabilities away; then what the old file had of attributes; then the
  /// mode. Only a whole and synced file keeps its name: on any failure it is removed.
  package func stage(_ candidate: Candidate, at temporary: String) throws(HostError) {
    let attributes = try candidate.likeness.flatMap { (path) throws(HostError) in
      try self.attributes(of: path)
    }
    try changing("write", temporary) { (entry) throws(Errno) in
      let file = Descriptor(
        owning: try Errno.check(clinux_create_file(entry.directory, entry.name)))
      do throws(Errno) {
        try RegularFile.write(candidate.content, to: file)
        try Ownership.set(candidate.owner, of: file.number, expecting: S_IFREG)
        if let attributes {
          try ExtendedAttribute.give(attributes, to: file.number, mode: candidate.mode)
        }
        try Errno.check(fchmod(file.number, mode_t(candidate.mode)))
        try Sync.whole(file)
        try entry.syncDirectory()
      } catch {
        _ = unlinkat(entry.directory, entry.name, 0)
        throw error
      }
    }
  }

  /// The attributes that a new version of a file takes over; nil where it is gone or no file.
  private func attributes(of path: String) throws(HostError) -> [ExtendedAttribute]? {
    do {
      return try withEntry(path) { (entry) throws(Errno) in
        guard try entry.status().st_mode & S_IFMT == S_IFREG else { return nil }
        return try ExtendedAttribute.all(of: entry.openFile())
      }
    } catch {
      guard error.code != ENOENT else { return nil }
      throw SystemFailure.error(error.code, "read the attributes of", path)
    }
  }
}
