/// A program that was run for a resource, as a report tells of it: a hook's.
package struct ToldRun: Sendable, Equatable {
  /// What names it in the hook's journal.
  package let id: String
  /// The digest of what ran.
  package let key: String
  /// Where its outputs are kept.
  package let directory: String
  /// Nil as long as it goes on, and where it was interrupted.
  package let end: SupervisedEnd?

  package init(id: String, key: String, directory: String, end: SupervisedEnd?) {
    self.id = id
    self.key = key
    self.directory = directory
    self.end = end
  }
}
