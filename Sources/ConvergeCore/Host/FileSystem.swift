/// The files of a host. Paths are absolute and normalised.
///
/// Every path is walked component by component; a symbolic link in it is followed only if it and
/// the directory it stands in belong to root (or to whoever runs us) and nobody else can write
/// them. What changes something is durable when it returns: the file and its directory are synced.
package protocol FileSystem: Sendable {
  /// What is at `path`, a final link not followed; nil where nothing is.
  func status(_ path: String) throws(HostError) -> FileStatus?
  /// The bytes of a regular file; a final link is not followed.
  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8]
  /// The SHA-256 of a regular file, as `read` would give it, of whatever size.
  func digest(of path: String, limitBytes: Int64) throws(HostError) -> Digest
  /// What a symbolic link says.
  func target(ofLink path: String) throws(HostError) -> String
  /// The names in a directory, sorted by bytes, without `.` and `..`.
  func list(_ path: String) throws(HostError) -> [String]
  /// `path` with the links in it resolved, under the same rule; nil where nothing is there.
  func resolve(_ path: String) throws(HostError) -> String?

  /// Writes a new file under a name nobody uses yet, whole and synced.
  func stage(_ candidate: Candidate, at temporary: String) throws(HostError)
  /// Writes a new file as `stage` does, with bytes that are hashed as they are copied.
  ///
  /// - Throws: `refused` where they are others than the digest says; there is no new file then.
  func stage(_ copy: VerifiedCopy, at temporary: String) throws(HostError)
  /// Puts one name in place of another, atomically (rename(2)); syncs the directory.
  func rename(_ path: String, to other: String) throws(HostError)
  /// A new symbolic link; fails where the path exists.
  func makeLink(at path: String, to target: String, owner: FileOwner?) throws(HostError)
  /// A new hard link (link(2)); fails where the path exists.
  func makeHardLink(at path: String, to existing: String) throws(HostError)
  /// A new directory; its parent must exist.
  func makeDirectory(_ path: String, mode: UInt16, owner: FileOwner?) throws(HostError)
  /// chmod(2) of a file or directory in place, never through a link.
  func setMode(_ path: String, _ mode: UInt16) throws(HostError)
  /// chown(2) in place, never through a link.
  func setOwner(_ path: String, _ owner: FileOwner) throws(HostError)
  /// Removes a file, a link or an empty directory.
  func remove(_ path: String) throws(HostError)
  /// Makes durable what the directory of `path` names, whoever changed that; `path` itself need not
  /// be there.
  func syncDirectory(of path: String) throws(HostError)
}

/// A file to be written.
package struct Candidate: Sendable, Equatable {
  package let content: [UInt8]
  package let mode: UInt16
  /// nil parts are left as they come.
  package let owner: FileOwner
  /// The file that it will replace, whose ACL, extended attributes and security label it takes
  /// over; nil for a new one.
  package let likeness: String?

  package init(content: [UInt8], mode: UInt16, owner: FileOwner, likeness: String?) {
    self.content = content
    self.mode = mode
    self.owner = owner
    self.likeness = likeness
  }
}

/// Numeric owner and group; nil leaves that half alone.
package struct FileOwner: Sendable, Hashable {
  package let user: UInt32?
  package let group: UInt32?
  package init(user: UInt32?, group: UInt32?) {
    self.user = user
    self.group = group
  }
}

/// What lstat(2) tells.
package struct FileStatus: Sendable, Equatable {
  package enum FileType: String, Sendable {
    case file, directory, link, pipe, socket
    case characterDevice = "character device"
    case blockDevice = "block device"
  }

  package let type: FileType
  /// The twelve permission bits.
  package let mode: UInt16
  package let user: UInt32
  package let group: UInt32
  package let sizeBytes: Int64
  package let device: UInt64
  package let inode: UInt64
  package let links: UInt64
  /// Of the last change of content, in nanoseconds since 1970.
  package let modifiedNanoseconds: Int64

  package init(
    type: FileType, mode: UInt16, user: UInt32, group: UInt32, sizeBytes: Int64, device: UInt64,
    inode: UInt64, links: UInt64, modifiedNanoseconds: Int64
  ) {
    self.type = type
    self.mode = mode
    self.user = user
    self.group = group
    self.sizeBytes = sizeBytes
    self.device = device
    self.inode = inode
    self.links = links
    self.modifiedNanoseconds = modifiedNanoseconds
  }
}
