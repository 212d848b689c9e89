package import ConvergeCore

extension ModuleFetcher: RevisionReader {
  private static let readTimeout = Duration.seconds(60)
  private static let commitLimitBytes = 1 << 20

  package func snapshot(
    of directory: String, in revision: RemoteRevision, at commit: String
  ) async throws(HostError) -> RemoteSnapshot {
    let workshop = try workshop()
    let git = try await git(in: workshop.path, revision)
    try await fetch(revision, commit, git)
    let object = try await git.inRepository(
      ["cat-file", "commit", commit], to: "read", "the commit \(commit)",
      within: Self.readTimeout, limitBytes: Self.commitLimitBytes)
    let tree = GitTree(git: git, commit: commit, directory: directory)
    return RemoteSnapshot(content: try await tree.content(), commitObject: object)
  }
}
