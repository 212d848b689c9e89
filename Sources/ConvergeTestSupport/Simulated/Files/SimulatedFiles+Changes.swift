package import ConvergeCore

extension SimulatedFiles {
  package func stage(_ candidate: Candidate, at temporary: String) throws(HostError) {
    try changing("write", temporary, isNew: true) { (change) throws(HostError) in
      let location = try change.tree.locate(change.walk)
      var inode = SimulatedInode(content: .file(candidate.content), mode: candidate.mode)
      inode.user = candidate.owner.user ?? change.user
      inode.group = candidate.owner.group ?? change.user
      try change.tree.requireWritable(directory: location.parent, change.walk)
      try change.requireOwner(candidate.owner)
      if let likeness = candidate.likeness {
        inode.attributes = change.tree.inode(at: likeness)?.attributes ?? [:]
      }
      let number = try change.tree.add(
        inode, at: location, time: change.time, change.walk)
      return [number, location.parent]
    }
  }

  package func rename(_ path: String, to other: String) throws(HostError) {
    try changing("rename", path) { (change) throws(HostError) in
      let from = try change.tree.locate(change.walk)
      let to = try change.tree.locate(change.walk.at(other))
      guard let moved = from.inode else {
        throw change.walk.error(.notFound, "there is no such file")
      }
      let inode = change.tree.inodes[moved]
      try change.tree.requireWritable(directory: from.parent, change.walk)
      try change.tree.requireWritable(directory: to.parent, change.walk)
      try change.tree.requireChangeable(inode, change.walk)
      guard inode.device == change.tree.inodes[to.parent].device else {
        throw change.walk.error(.other, "'\(other)' is on another file system")
      }
      if let replaced = to.inode, replaced != moved {
        try change.replace(replaced, by: inode, at: other)
      } else if to.inode == moved {
        return []  // rename(2): two names of one file stay as they are
      }
      change.tree.enter(nil, at: from, time: change.time)
      change.tree.enter(moved, at: to, time: change.time)
      return [from.parent, to.parent]
    }
  }

  package func makeLink(
    at path: String, to target: String, owner: FileOwner?
  ) throws(HostError) {
    try changing("make the link", path, isNew: true) { (change) throws(HostError) in
      var inode = SimulatedInode(content: .link(target), mode: 0o777)
      inode.user = owner?.user ?? change.user
      inode.group = owner?.group ?? change.user
      try change.requireOwner(owner)
      let location = try change.tree.locate(change.walk)
      let number = try change.tree.add(inode, at: location, time: change.time, change.walk)
      return [number, location.parent]
    }
  }

  package func makeHardLink(at path: String, to existing: String) throws(HostError) {
    try changing("make the hard link", path) { (change) throws(HostError) in
      let location = try change.tree.locate(change.walk)
      guard let number = try change.tree.locate(change.walk.at(existing)).inode else {
        throw change.walk.error(.notFound, "there is no '\(existing)'")
      }
      let inode = change.tree.inodes[number]
      guard inode.type != .directory else {
        throw change.walk.error(.wrongType, "'\(existing)' is a directory")
      }
      guard location.inode == nil else {
        throw change.walk.error(.exists, "something is there already")
      }
      guard inode.device == change.tree.inodes[location.parent].device else {
        throw change.walk.error(.other, "'\(existing)' is on another file system")
      }
      try change.tree.requireWritable(directory: location.parent, change.walk)
      try change.tree.requireChangeable(inode, change.walk)
      change.tree.change(number, at: change.time) { $0.links += 1 }
      change.tree.enter(number, at: location, time: change.time)
      return [location.parent]
    }
  }

  package func makeDirectory(
    _ path: String, mode: UInt16, owner: FileOwner?
  ) throws(HostError) {
    try changing("make the directory", path, isNew: true) { (change) throws(HostError) in
      var inode = SimulatedInode(content: .directory([:]), mode: mode, links: 2)
      inode.user = owner?.user ?? change.user
      inode.group = owner?.group ?? change.user
      try change.requireOwner(owner)
      let location = try change.tree.locate(change.walk)
      let number = try change.tree.add(inode, at: location, time: change.time, change.walk)
      return [number, location.parent]
    }
  }

  package func setMode(_ path: String, _ mode: UInt16) throws(HostError) {
    try changing("set the mode of", path) { (change) throws(HostError) in
      let number = try change.requireOwnInode()
      guard change.tree.inodes[number].type != .link else {
        throw change.walk.error(.wrongType, "it is a symbolic link")
      }
      change.tree.change(number, at: change.time) { $0.mode = mode }
      return [number]
    }
  }

  package func setOwner(_ path: String, _ owner: FileOwner) throws(HostError) {
    try changing("set the owner of", path) { (change) throws(HostError) in
      let number = try change.requireOwnInode()
      try change.requireOwner(owner)
      change.tree.change(number, at: change.time) { inode in
        inode.user = owner.user ?? inode.user
        inode.group = owner.group ?? inode.group
        // chown(2): the set-id bits of a program do not pass to another owner.
        if inode.type == .file { inode.mode &= 0o1777 }
      }
      return [number]
    }
  }

  package func remove(_ path: String) throws(HostError) {
    try changing("remove", path) { (change) throws(HostError) in
      let location = try change.tree.locate(change.walk)
      guard let number = location.inode else {
        throw change.walk.error(.notFound, "there is no such file")
      }
      let inode = change.tree.inodes[number]
      guard inode.entries?.isEmpty ?? true else {
        throw change.walk.error(.exists, "the directory is not empty")
      }
      try change.tree.requireWritable(directory: location.parent, change.walk)
      try change.tree.requireChangeable(inode, change.walk)
      change.tree.change(number, at: change.time) { $0.links -= 1 }
      change.tree.enter(nil, at: location, time: change.time)
      return [location.parent]
    }
  }

  package func syncDirectory(of path: String) throws(HostError) {
    try machine.step("sync \(path)")
    try machine.withState { (state) throws(HostError) in
      let walk = SimulatedTree.Walk(
        user: state.user, operation: "sync the directory of", path: path)
      let parent = try state.tree.locate(walk).parent
      if !state.weather.forgotten.contains(.names) { state.tree.syncMetadata(parent) }
    }
  }

  /// One change: a step for its effect, one for the sync of the inodes that it names.
  ///
  /// What is new and could not be synced does not stay.
  private func changing(
    _ operation: String, _ path: String, isNew: Bool = false,
    _ body: (inout SimulatedChange) throws(HostError) -> [Int]
  ) throws(HostError) {
    try machine.step("\(operation) \(path)")
    let inodes = try machine.withState { (state) throws(HostError) -> [Int] in
      let walk = SimulatedTree.Walk(user: state.user, operation: operation, path: path)
      var change = SimulatedChange(
        tree: state.tree, walk: walk, user: state.user, time: state.wallNanoseconds)
      // The tree is moved, not copied: nobody else has it while the lock is held.
      state.tree = SimulatedTree.nothing
      defer { state.tree = change.tree }
      return try body(&change)
    }
    do throws(HostError) {
      try machine.step("sync \(path)")
    } catch {
      if isNew, !machine.isStopped { discard(path) }
      throw error
    }
    machine.withState { state in
      let forgotten = state.weather.forgotten
      for inode in inodes {
        let isFile = state.tree.inodes[inode].type == .file
        if isFile, !forgotten.contains(.content) {
          state.tree.sync(inode)
        } else if !forgotten.contains(.names) {
          state.tree.syncMetadata(inode)
        }
      }
    }
  }

  private func discard(_ path: String) {
    machine.withState { state in
      let walk = SimulatedTree.Walk(user: 0, operation: "remove", path: path)
      guard let location = try? state.tree.locate(walk), let number = location.inode else {
        return
      }
      state.tree.change(number, at: state.wallNanoseconds) { $0.links -= 1 }
      state.tree.enter(nil, at: location, time: state.wallNanoseconds)
    }
  }
}
