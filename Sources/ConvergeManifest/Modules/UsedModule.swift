package import ConvergeCore

/// A use of a module, for those who ask what a manifest is made of.
package struct UsedModule: Sendable {
  /// What references call it, from the manifest on: `site/docker`.
  package let path: String
  /// As its entry names it.
  package let source: String
  /// Where it was found, as messages call it.
  package let directory: String
  /// Where another host has it; nil where it lies on this one.
  package let remote: RemoteSource?
  /// Of the entry's key.
  package let place: Place
  /// Whether `when` leaves out all of it.
  package let isLeftOut: Bool
}
