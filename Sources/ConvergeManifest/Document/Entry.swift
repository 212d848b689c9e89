internal import ConvergeCore

/// One entry of a section: a resource as it was written.
struct Entry {
  let kind: Kind
  let type: any Resource.Type
  let label: Node
  /// Nil where the section is a list of names.
  let value: Node?
}
