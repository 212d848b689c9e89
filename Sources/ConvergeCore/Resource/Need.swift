/// What a resource builds on, where automatic edges come from.
package enum Need: Hashable, Sendable {
  /// After whatever provides exactly this.
  case thing(Identity)
  /// After whatever provides the nearest declared directory above this path, and every one above
  /// that (also mounts and links in the path).
  case ancestors(ofPath: String)
}
