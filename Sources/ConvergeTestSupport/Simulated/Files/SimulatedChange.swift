internal import ConvergeCore

/// A change while it is being made.
struct SimulatedChange {
  var tree: SimulatedTree
  let walk: SimulatedTree.Walk
  let user: UInt32
  let time: Int64

  /// The inode at the path, which must be there, be ours, and be changeable.
  func requireOwnInode() throws(HostError) -> Int {
    guard let number = try tree.locate(walk).inode else {
      throw walk.error(.notFound, "there is no such file")
    }
    try tree.requireChangeable(tree.inodes[number], walk)
    guard user == 0 || tree.inodes[number].user == user else {
      throw walk.error(.denied, "only its owner and root may")
    }
    return number
  }

  /// Only root gives things away.
  func requireOwner(_ owner: FileOwner?) throws(HostError) {
    guard user != 0, let owner else { return }
    if owner.user.map({ $0 != user }) ?? false || owner.group.map({ $0 != user }) ?? false {
      throw walk.error(.denied, "only root may give it another owner")
    }
  }

  /// Unnames what a rename replaces.
  mutating func replace(
    _ replaced: Int, by inode: SimulatedInode, at path: String
  ) throws(HostError) {
    let old = tree.inodes[replaced]
    try tree.requireChangeable(old, walk)
    if let entries = old.entries {
      guard inode.type == .directory else {
        throw walk.error(.wrongType, "'\(path)' is a directory")
      }
      guard entries.isEmpty else { throw walk.error(.exists, "'\(path)' is not empty") }
    } else if inode.type == .directory {
      throw walk.error(.wrongType, "'\(path)' is not a directory")
    }
    tree.change(replaced, at: time) { $0.links -= 1 }
  }
}

extension SimulatedTree.Walk {
  /// The same walk to another path; errors still name the first.
  func at(_ other: String) -> SimulatedTree.Walk {
    SimulatedTree.Walk(user: user, operation: operation, path: other)
  }
}
