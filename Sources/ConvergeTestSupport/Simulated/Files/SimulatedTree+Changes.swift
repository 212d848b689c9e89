internal import ConvergeCore

/// Changes of the tree, each made whole or not at all, and what is durable of them.
extension SimulatedTree {
  /// Changes one inode, remembering what is durable of it.
  mutating func change(_ inode: Int, at time: Int64, _ body: (inout SimulatedInode) -> Void) {
    if older[inode] == nil { older[inode] = inodes[inode] }
    generation += 1
    body(&inodes[inode])
    inodes[inode].changedNanoseconds = time
  }

  /// Makes a new inode below a place that has none.
  mutating func add(
    _ new: SimulatedInode, at location: Location, time: Int64, _ walk: Walk
  ) throws(HostError) -> Int {
    guard location.inode == nil else { throw walk.error(.exists, "something is there already") }
    try requireWritable(directory: location.parent, walk)
    var inode = new
    inode.device = inodes[location.parent].device
    inode.modifiedNanoseconds = time
    inode.changedNanoseconds = time
    try requireSpace(for: inode, walk)
    inodes.append(inode)
    let number = inodes.count - 1
    older[number] = inode.withoutContent
    enter(number, at: location, time: time)
    return number
  }

  /// Names an inode in a directory.
  mutating func enter(_ inode: Int?, at location: Location, time: Int64) {
    change(location.parent, at: time) { parent in
      guard case .directory(var entries) = parent.content else { return }
      entries[location.name] = inode
      parent.content = .directory(entries)
      parent.modifiedNanoseconds = time
    }
  }

  /// Makes an inode durable as it is.
  mutating func sync(_ inode: Int) { older[inode] = nil }

  /// Makes what a directory names, and what a file is beside its content, durable.
  mutating func syncMetadata(_ inode: Int) {
    guard let old = older[inode], case .file = old.content else { return sync(inode) }
    var new = inodes[inode]
    new.content = old.content
    older[inode] = new == inodes[inode] ? nil : new
  }

  /// Goes back to what is durable, and what luck spares of the rest.
  mutating func losePower(_ weather: inout SimulatedWeather) {
    for (number, durable) in older.sorted(by: { $0.key < $1.key }) {
      let current = inodes[number]
      var left = weather.survives() ? current : durable
      if case .file(let new) = current.content, current.content != durable.content {
        // The content is written by itself, and perhaps in part.
        left.content =
          weather.survives()
          ? .file(weather.survives() ? new : Array(new.prefix(new.count / 2))) : durable.content
      }
      inodes[number] = left
    }
    older = [:]
    generation += 1
    var names = [Int](repeating: 0, count: inodes.count)
    for inode in inodes { for child in (inode.entries ?? [:]).values { names[child] += 1 } }
    for number in inodes.indices where inodes[number].type != .directory {
      inodes[number].links = names[number]
    }
  }

  func requireWritable(directory: Int, _ walk: Walk) throws(HostError) {
    let parent = inodes[directory]
    try requireDevice(parent, walk)
    if parent.isImmutable { throw walk.error(.denied, "its directory is immutable") }
    guard mayWrite(parent, walk.user) else {
      throw walk.error(.denied, "its directory is not writable for us")
    }
  }

  /// For a change of the inode itself: its mode, owner or name.
  func requireChangeable(_ inode: SimulatedInode, _ walk: Walk) throws(HostError) {
    try requireDevice(inode, walk)
    if inode.isImmutable { throw walk.error(.denied, "it is immutable") }
  }

  private func requireDevice(_ inode: SimulatedInode, _ walk: Walk) throws(HostError) {
    if readOnlyDevices.contains(inode.device) {
      throw walk.error(.readOnly, "the file system is read-only")
    }
  }

  private func requireSpace(for inode: SimulatedInode, _ walk: Walk) throws(HostError) {
    guard let capacity = capacityBytes[inode.device] else { return }
    var used = inode.bytes?.count ?? 0
    for other in inodes where other.device == inode.device && other.links > 0 {
      used += other.bytes?.count ?? 0
    }
    if used > capacity { throw walk.error(.noSpace, "no space is left on the device") }
  }

  func mayWrite(_ inode: SimulatedInode, _ user: UInt32) -> Bool {
    user == 0 || inode.mode & (inode.user == user ? 0o200 : 0o002) != 0
  }

  func mayRead(_ inode: SimulatedInode, _ user: UInt32) -> Bool {
    user == 0 || inode.mode & (inode.user == user ? 0o400 : 0o004) != 0
  }
}
