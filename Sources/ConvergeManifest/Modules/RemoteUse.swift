package import ConvergeCore

/// A use of a module of another host, and whether it can be used.
package struct RemoteUse: Sendable {
  package enum State: String, Sendable {
    case fetched
    /// It is not in the lock.
    case unlocked
    /// It is locked and not fetched.
    case missing
    /// What is kept is not what is locked.
    case changed
  }

  package let source: RemoteSource
  /// Of the module that it makes, from the manifest on: `site/docker`.
  package let path: String
  /// Of the source.
  package let place: Place
  package let state: State
  /// As it is locked.
  package let commit: String?
  /// As it is locked.
  package let digest: String?
  /// What is told of it; nil where it can be used.
  package let problem: Diagnostic?

  /// The same module, used elsewhere.
  func again(as path: String, at place: Place) -> RemoteUse {
    let told = problem.map { problem in
      Diagnostic(
        problem.severity, problem.message, at: place, hint: problem.hint,
        related: problem.related)
    }
    return RemoteUse(
      source: source, path: path, place: place, state: state, commit: commit, digest: digest,
      problem: told)
  }
}
