internal import ConvergeCore

/// One use of a module, and which entries of the inventory stand in it.
struct ModuleSpan {
  let name: String
  /// From the manifest on: `site/docker`.
  let path: String
  /// The path of what uses it; empty for the manifest.
  let scope: String
  /// Of its key.
  let place: Place
  /// Its edges.
  let common: CommonAttributes
  /// Those of the modules that it uses, too.
  let entries: Range<Int>
}
