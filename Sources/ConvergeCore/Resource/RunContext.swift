/// What a run gives to those who change the host for it.
package struct RunContext: Sendable {
  package let id: RunID
  /// How many things may be done at once.
  package let jobs: Int
  /// What this run has done already that need not be done twice, as refreshing package lists.
  package let once: RunOnce
  /// Tells a person what is going on with a resource, now; nothing of it is kept.
  package let progress: @Sendable (Identity, String) -> Void

  package init(
    id: RunID, jobs: Int, once: RunOnce = RunOnce(),
    progress: @escaping @Sendable (Identity, String) -> Void = { _, _ in }
  ) {
    self.id = id
    self.jobs = jobs
    self.once = once
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
