internal import ConvergeCore

/// An entry as far as it could be read: references find it by its names even where it is wrong.
struct DeclaredEntry {
  let entry: Entry
  let reference: Reference
  /// Without the attributes that are wrong.
  let declaration: Declaration
  let isRight: Bool
  /// Of `on_create`.
  let overlay: [Node.Entry]
}
