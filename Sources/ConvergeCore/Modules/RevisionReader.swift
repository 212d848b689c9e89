/// Reads repositories of other hosts.
package protocol RevisionReader: Sendable {
  /// The commit that a ref names at its remote now.
  ///
  /// - Throws: `HostError`: `notFound` where there is no such ref, `refused` where it names two
  ///   things, `unavailable` where the remote, or git, cannot be had.
  func commit(of revision: RemoteRevision) async throws(HostError) -> String

  /// A directory of a repository at a commit.
  ///
  /// - Throws: `HostError` where the commit cannot be had, or where the directory has what nobody
  ///   takes from another host: links, submodules, too much.
  func snapshot(
    of directory: String, in revision: RemoteRevision, at commit: String
  ) async throws(HostError) -> RemoteSnapshot
}

/// A directory of another host's repository, with the commit that vouches for it.
package struct RemoteSnapshot: Sendable, Equatable {
  package let content: ModuleContent
  /// The commit itself, as git stores it, signature included.
  package let commitObject: [UInt8]

  package init(content: ModuleContent, commitObject: [UInt8]) {
    self.content = content
    self.commitObject = commitObject
  }
}
