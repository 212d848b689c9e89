package import ConvergeCore

/// Setting the files of a machine up and looking at them from outside: no steps, durable at once
/// unless it is said otherwise, and possible while the machine is stopped.
extension SimulatedHost {
  /// Puts a file there, with its parents; what was there goes.
  ///
  /// - Parameter isSynced: false: the new file is synced, and its name is not.
  package func put(
    _ path: String, _ content: [UInt8] = [], mode: UInt16 = 0o644, user: UInt32 = 0,
    group: UInt32 = 0, isSynced: Bool = true
  ) {
    place(
      path, SimulatedInode(content: .file(content), mode: mode, user: user, group: group),
      isSynced: isSynced)
  }

  /// Puts a directory there, with its parents; one that is there keeps its entries.
  package func putDirectory(
    _ path: String, mode: UInt16 = 0o755, user: UInt32 = 0, group: UInt32 = 0,
    isSynced: Bool = true
  ) {
    place(
      path,
      SimulatedInode(content: .directory([:]), mode: mode, user: user, group: group, links: 2),
      isSynced: isSynced)
  }

  /// Puts a symbolic link there, with its parents.
  package func putLink(
    _ path: String, to target: String, user: UInt32 = 0, group: UInt32 = 0, isSynced: Bool = true
  ) {
    place(
      path, SimulatedInode(content: .link(target), mode: 0o777, user: user, group: group),
      isSynced: isSynced)
  }

  /// Puts a hard link there; `existing` must be there.
  package func putHardLink(_ path: String, to existing: String) {
    edit { tree, time in
      let walk = SimulatedTree.Walk(user: 0, operation: "put", path: existing)
      guard let number = try? tree.locate(walk).inode,
        let location = tree.makeParents(of: path, at: time)
      else { return }
      tree.inodes[number].links += 1
      tree.enter(number, at: location, time: time)
    }
  }

  /// Puts a pipe, a socket or a device there.
  package func putSpecial(_ path: String, _ type: FileStatus.FileType) {
    place(path, SimulatedInode(content: .special(type), mode: 0o600))
  }

  /// Removes what is there, with all below it.
  package func take(_ path: String, isSynced: Bool = true) {
    edit(isSynced: isSynced) { tree, time in
      let walk = SimulatedTree.Walk(user: 0, operation: "take", path: path)
      guard let location = try? tree.locate(walk), let number = location.inode else { return }
      tree.inodes[number].links -= 1
      tree.enter(nil, at: location, time: time)
    }
  }

  /// Changes anything about what is there.
  package func setAttribute(_ path: String, _ name: String, _ value: String) {
    edit(path) { $0.attributes[name] = value }
  }

  /// As `chattr +i` and `-i`.
  package func setImmutable(_ path: String, _ isImmutable: Bool = true) {
    edit(path) { $0.isImmutable = isImmutable }
  }

  /// Makes everything from `path` down another file system.
  package func mount(
    _ path: String, device: UInt64, isReadOnly: Bool = false, capacityBytes: Int? = nil
  ) {
    putDirectory(path)
    edit { tree, _ in
      let walk = SimulatedTree.Walk(user: 0, operation: "mount", path: path)
      guard let top = try? tree.locate(walk).inode else { return }
      tree.capacityBytes[device] = capacityBytes
      if isReadOnly { tree.readOnlyDevices.insert(device) }
      var waiting = [top]
      while let number = waiting.popLast() {
        tree.inodes[number].device = device
        waiting += (tree.inodes[number].entries ?? [:]).values
      }
    }
  }

  /// How many bytes fit on a device; 1 is the root's.
  package func limit(device: UInt64 = 1, toBytes bytes: Int?) {
    withState { $0.tree.capacityBytes[device] = bytes }
  }

  /// Another one after every change of the files.
  var generation: Int { withState { $0.tree.generation } }

  /// The content of a file, links followed; nil where there is none.
  package func content(_ path: String) -> [UInt8]? {
    withState { $0.tree.content(at: path) }
  }

  /// What stands at a path, the final link not followed.
  package func entry(_ path: String) -> SimulatedEntry? {
    withState { state in
      let walk = SimulatedTree.Walk(user: 0, operation: "look at", path: path)
      guard let number = try? state.tree.locate(walk).inode else { return nil }
      return SimulatedEntry(state.tree.inodes[number], number: number)
    }
  }

  /// Every path with what stands there, sorted by path.
  package func entries(below top: String = "/") -> [(path: String, entry: SimulatedEntry)] {
    withState { state in
      let tree = state.tree
      let walk = SimulatedTree.Walk(user: 0, operation: "look at", path: top)
      guard let start = try? tree.locate(walk).inode else { return [] }
      var found: [(path: String, entry: SimulatedEntry)] = []
      var waiting = [(path: top == "/" ? "" : top, inode: start)]
      while let (path, number) = waiting.popLast() {
        found.append((path, SimulatedEntry(tree.inodes[number], number: number)))
        for (name, child) in tree.inodes[number].entries ?? [:] {
          waiting.append(("\(path)/\(name)", child))
        }
      }
      return found.sorted { $0.path < $1.path }
    }
  }

  private func place(_ path: String, _ new: SimulatedInode, isSynced: Bool = true) {
    edit(isSynced: isSynced) { tree, time in
      guard let location = tree.makeParents(of: path, at: time) else { return }
      var inode = new
      inode.device = tree.inodes[location.parent].device
      inode.modifiedNanoseconds = time
      inode.changedNanoseconds = time
      if let number = location.inode, inode.type == .directory,
        let entries = tree.inodes[number].entries
      {
        inode.content = .directory(entries)
        tree.inodes[number] = inode
      } else {
        tree.inodes.append(inode)
        tree.enter(tree.inodes.count - 1, at: location, time: time)
      }
    }
  }

  private func edit(_ path: String, _ body: (inout SimulatedInode) -> Void) {
    edit { tree, _ in
      let walk = SimulatedTree.Walk(user: 0, operation: "edit", path: path)
      guard let number = try? tree.locate(walk).inode else { return }
      body(&tree.inodes[number])
    }
  }

  /// What is set up is durable; what others have not synced stays so where it can.
  private func edit(isSynced: Bool = true, _ body: (inout SimulatedTree, Int64) -> Void) {
    withState { state in
      let unsynced = state.tree.older
      state.tree.generation += 1
      body(&state.tree, state.wallNanoseconds)
      guard isSynced else { return }
      for inode in state.tree.older.keys where unsynced[inode] == nil {
        state.tree.sync(inode)
      }
    }
  }
}

/// What stands at a path, for the oracles of tests.
package struct SimulatedEntry: Sendable, Equatable {
  package let status: FileStatus
  package let content: [UInt8]?
  package let target: String?
  /// Of the last change of anything about it (ctime).
  package let changedNanoseconds: Int64
  package let attributes: [String: String]

  init(_ inode: SimulatedInode, number: Int) {
    status = inode.status(inode: number)
    content = inode.bytes
    target = if case .link(let target) = inode.content { target } else { nil }
    changedNanoseconds = inode.changedNanoseconds
    attributes = inode.attributes
  }
}
