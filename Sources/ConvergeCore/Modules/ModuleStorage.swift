/// Where modules of other hosts are kept once they were fetched; no host is asked.
package protocol ModuleStorage: Sendable {
  /// A module, whole; nil where it was not fetched.
  ///
  /// - Parameters:
  ///   - directory: of the module in its repository.
  ///   - commit: of the repository.
  /// - Throws: `HostError` where what is kept cannot be read, or is not as it was put there.
  func module(in directory: String, at commit: String) throws(HostError) -> StoredModule?
}

/// A module of another host as it is kept.
package struct StoredModule: Sendable {
  /// The directory that holds its files, absolute.
  package let path: String
  /// As it was noted when it was put there.
  package let commit: String
  package let content: ModuleContent

  package init(path: String, commit: String, content: ModuleContent) {
    self.path = path
    self.commit = commit
    self.content = content
  }
}

/// Modules that are held in memory: none, or those of a test.
package struct KeptModules: ModuleStorage {
  private let modules: [StoredModule]

  /// - Parameter modules: `path` of each is its directory in the repository.
  package init(_ modules: [StoredModule] = []) { self.modules = modules }

  package func module(
    in directory: String, at commit: String
  ) throws(HostError) -> StoredModule? {
    modules.first { $0.path == directory && $0.commit == commit }
  }
}
