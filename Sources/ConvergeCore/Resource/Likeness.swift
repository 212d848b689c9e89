/// What two resources have in common that may be one thing under two names, by a link in a path or
/// an alias. Cheap to tell, since it is told of everything in each run.
package enum Likeness: Hashable, Sendable {
  /// Something in a file system by its numbers there; where it has none of its own, by those of a
  /// directory above it and the rest of its path.
  case inode(device: UInt64, number: UInt64, rest: String)
  /// What somebody else calls it.
  case name(Identity)
}
