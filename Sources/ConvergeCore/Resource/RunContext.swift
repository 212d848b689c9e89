/// What a run gives to those who change the host for it.
package struct RunContext: Sendable {
  package let id: RunID
  /// How many things may be done at once.
  package let jobs: Int
  /// What this run has done already that need not be done twice, as refreshing package lists.
  package let once: RunOnce
  /// What the host's own configuration lets run, in the words of its `scripts`; null: anything.
  package let policy: Value
  /// The run is to end: nothing new is begun, and nothing waited for longer than need be.
  package let isInterrupted: @Sendable () -> Bool
  /// The resource has durably written down itself what it is owed: nobody else owes it any more.
  package let takeOver: @Sendable (Identity) async throws(HostError) -> Void
  /// Tells the report of the program that ran for a resource, however that ended.
  package let tellRun: @Sendable (Identity, ToldRun) -> Void
  /// Tells a person what is going on with a resource, now; nothing of it is kept.
  package let progress: @Sendable (Identity, String) -> Void

  package init(
    id: RunID, jobs: Int, once: RunOnce = RunOnce(), policy: Value = .null,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    tellRun: @escaping @Sendable (Identity, ToldRun) -> Void = { _, _ in },
    takeOver: @escaping @Sendable (Identity) async throws(HostError) -> Void = { _ in },
    progress: @escaping @Sendable (Identity, String) -> Void = { _, _ in }
  ) {
    self.id = id
    self.jobs = jobs
    self.once = once
    self.policy = policy
    self.isInterrupted = isInterrupted
    self.takeOver = takeOver
    self.tellRun = tellRun
    self.progress = progress
  }
}

/// Names a run: its start in UTC and four random hexadecimal digits, `2026-11-23T21:40:12Z-3f9a`.
package struct RunID: Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ text: String) { description = text }

  /// The random digits, short enough for a file's name.
  package var suffix: String { String(description.suffix(4)) }
}
