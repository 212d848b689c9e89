package import ConvergeCore

/// The file system of a simulated machine, with inodes, links, modes, owners and durability.
///
/// What changes is two steps: the effect, and the sync that makes it durable.
package struct SimulatedFiles: FileSystem {
  let machine: SimulatedHost

  package func status(_ path: String) throws(HostError) -> FileStatus? {
    try reading("read", path) { (tree, walk) throws(HostError) in
      guard let number = try Self.find(tree, walk) else { return nil }
      return tree.inodes[number].status(inode: number)
    }
  }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    try reading("read", path) { (tree, walk) throws(HostError) in
      let inode = try Self.require(tree, walk)
      guard let bytes = inode.bytes else {
        throw walk.error(.wrongType, "it is a \(inode.type.rawValue), not a file")
      }
      guard tree.mayRead(inode, walk.user) else {
        throw walk.error(.denied, "it is not readable for us")
      }
      guard bytes.count <= limitBytes else {
        throw walk.error(.tooLarge, "it has \(bytes.count) bytes, more than \(limitBytes)")
      }
      return bytes
    }
  }

  package func target(ofLink path: String) throws(HostError) -> String {
    try reading("read the link", path) { (tree, walk) throws(HostError) in
      guard case .link(let target) = try Self.require(tree, walk).content else {
        throw walk.error(.wrongType, "it is not a symbolic link")
      }
      return target
    }
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    try reading("list", path) { (tree, walk) throws(HostError) in
      let inode = try Self.require(tree, walk)
      guard let entries = inode.entries else {
        throw walk.error(.wrongType, "it is not a directory")
      }
      guard tree.mayRead(inode, walk.user) else {
        throw walk.error(.denied, "it is not readable for us")
      }
      return entries.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
  }

  package func resolve(_ path: String) throws(HostError) -> String? {
    try reading("resolve", path) { (tree, walk) throws(HostError) -> String? in
      do throws(HostError) {
        let location = try tree.locate(walk, followingFinal: true)
        return location.inode == nil ? nil : location.path
      } catch {
        if error.reason == .notFound { return nil }
        throw error
      }
    }
  }

  private func reading<T: Sendable>(
    _ operation: String, _ path: String,
    _ body: (borrowing SimulatedTree, SimulatedTree.Walk) throws(HostError) -> T
  ) throws(HostError) -> T {
    try machine.withState { (state) throws(HostError) -> T in
      try state.requireRunning("\(operation) \(path)")
      return try body(
        state.tree, SimulatedTree.Walk(user: state.user, operation: operation, path: path))
    }
  }

  /// The inode at a path, a final link not followed; nil where nothing is.
  static func find(
    _ tree: borrowing SimulatedTree, _ walk: SimulatedTree.Walk
  ) throws(HostError) -> Int? {
    do throws(HostError) {
      return try tree.locate(walk).inode
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }

  private static func require(
    _ tree: borrowing SimulatedTree, _ walk: SimulatedTree.Walk
  ) throws(HostError) -> SimulatedInode {
    guard let number = try find(tree, walk) else {
      throw walk.error(.notFound, "there is no such file")
    }
    return tree.inodes[number]
  }
}
