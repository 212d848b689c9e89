internal import CLinux
package import ConvergeCore
internal import Glibc

/// Files of any size, a part at a time.
extension LocalFiles {
  package func digest(of path: String, limitBytes: Int64) throws(HostError) -> Digest {
    let file = try opened(path)
    var hash = DigestStream()
    do {
      try RegularFile.read(file, limitBytes: limitBytes) { (bytes) throws(Errno) in
        hash.update(bytes)
      }
    } catch {
      throw try failure(error, "read", path)
    }
    return hash.finish()
  }

  package func stage(_ copy: VerifiedCopy, at temporary: String) throws(HostError) {
    let source = try opened(copy.source)
    var found: Digest?
    do throws(HostError) {
      try changing("write", temporary) { (entry) throws(Errno) in
        let file = Descriptor(
          owning: try Errno.check(clinux_create_file(entry.directory, entry.name)))
        do throws(Errno) {
          found = try Self.pour(source, limitBytes: copy.limitBytes, into: file)
          guard found == copy.digest else { throw Errno(code: EBADMSG) }
          try Ownership.set(copy.owner, of: file.number, expecting: S_IFREG)
          try Errno.check(fchmod(file.number, mode_t(copy.mode)))
          try Sync.whole(file)
          try entry.syncDirectory()
        } catch {
          _ = unlinkat(entry.directory, entry.name, 0)
          throw error
        }
      }
    } catch {
      guard let found, found != copy.digest else { throw error }
      throw copy.mismatch(found: found, at: temporary)
    }
  }

  /// Copies, and gives the digest of what was written.
  private static func pour(
    _ source: borrowing Descriptor, limitBytes: Int64, into file: borrowing Descriptor
  ) throws(Errno) -> Digest {
    var hash = DigestStream()
    let number = file.number
    try RegularFile.read(source, limitBytes: limitBytes) { (bytes) throws(Errno) in
      hash.update(bytes)
      try RegularFile.write(bytes, to: number)
    }
    return hash.finish()
  }

  /// A file opened for reading; a final link is not followed.
  private func opened(_ path: String) throws(HostError) -> Descriptor {
    do {
      let number = try withEntry(path) { (entry) throws(Errno) in
        try Errno.check(clinux_open_file(entry.directory, entry.name))
      }
      return Descriptor(owning: number)
    } catch {
      throw try failure(error, "read", path)
    }
  }
}
