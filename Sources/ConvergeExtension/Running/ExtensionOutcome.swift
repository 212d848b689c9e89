package import ConvergeCore
package import ConvergeHooks

/// What has come of an extension's task.
package struct ExtensionOutcome: Sendable {
  package enum Way: Sendable, Equatable {
    /// It has ended; the record says how.
    case ended
    /// Nothing ran, since its files are not there, or may not be used; it stays owed.
    case notFetched(FetchFailure.Reason)
    /// Nothing ran, since the policy of this host does not let it, perhaps only for want of a
    /// signature; it stays owed.
    case notAllowed(isUnsigned: Bool)
    /// Nothing ran, since it could not be started; it stays owed.
    case notStarted
    /// It runs, and is not waited for.
    case goesOn
    /// Nothing was to run; the run that was ended, nil where none was under way.
    case cancels(run: Int?)
    /// Settings with a higher number have been seen.
    case superseded(by: Int)
  }

  package let way: Way
  package var record: HookRecord?
  /// When it began (RFC 3339); nil where nothing began, or nobody knows.
  package var started: String?
  package var end: SupervisedEnd?
  /// The ends of what it has written so far, while it goes on.
  package var said: Said?
  /// Where its outputs are.
  package var directory: String?
  /// Whether it had ended before, and nothing ran now.
  package var isRepeated = false
  /// What is to be said of it; nil where all is well.
  package var message: String?

  /// The ends of both outputs.
  package struct Said: Sendable, Equatable {
    package let output: String
    package let error: String

    package init(output: String, error: String) {
      self.output = output
      self.error = error
    }
  }

  package init(_ way: Way, message: String? = nil) {
    self.way = way
    self.message = message
  }

  /// Whether it has run, and well.
  package var isSuccess: Bool {
    switch way {
    case .ended: record.map { !$0.state.isFailure } ?? false
    case .goesOn, .cancels, .superseded: true
    case .notFetched, .notAllowed, .notStarted: false
    }
  }

  /// What a status calls it (`hooks.md`, 2.3): above zero it is the user's to put right.
  package var code: Int {
    if isSuccess { return 0 }
    switch way {
    case .notFetched(.download): return 50
    case .notFetched(.mismatch): return 51
    case .notFetched(.host): return 52
    case .notFetched(.policy), .notAllowed(isUnsigned: false): return 80
    case .notFetched(.signature), .notAllowed(isUnsigned: true): return 81
    case .ended:
      if case .notStarted? = end?.way { return 1 }
      return record?.state == .interrupted ? 3 : 2
    case .notStarted, .goesOn, .cancels, .superseded: return 1
    }
  }
}
