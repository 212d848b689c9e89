internal import ConvergeCore

/// An entry as far as it could be read: references find it by its names even where it is wrong.
struct DeclaredEntry {
  let entry: Entry
  let reference: Reference
  /// Nil where anything is wrong with it.
  let declaration: Declaration?
  /// As far as they could be read.
  let common: CommonAttributes
  /// Of `on_create`.
  let overlay: [Node.Entry]
}
