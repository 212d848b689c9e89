extension SimulatedTree {
  /// In the place of a tree that is being changed.
  static let nothing = SimulatedTree()

  /// What every machine starts with: the directories of a merged-usr Debian, and its accounts.
  static let debian: SimulatedTree = {
    var tree = SimulatedTree()
    let directories = [
      "/boot", "/dev", "/etc/default", "/etc/systemd/system", "/home", "/mnt", "/opt", "/proc",
      "/run", "/srv", "/sys", "/usr/bin", "/usr/lib/systemd/system", "/usr/local/bin",
      "/usr/local/sbin", "/usr/sbin", "/usr/share", "/var/lib", "/var/log", "/var/cache",
    ]
    for path in directories {
      tree.found(path, SimulatedInode(content: .directory([:]), mode: 0o755, links: 2))
    }
    tree.found("/root", SimulatedInode(content: .directory([:]), mode: 0o700, links: 2))
    for path in ["/tmp", "/var/tmp"] {
      tree.found(path, SimulatedInode(content: .directory([:]), mode: 0o1777, links: 2))
    }
    for name in ["bin", "sbin", "lib"] {
      tree.found("/\(name)", SimulatedInode(content: .link("usr/\(name)"), mode: 0o777))
    }
    let passwd = """
      root:x:0:0:root:/root:/bin/bash
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

      """
    let group = "root:x:0:\ndaemon:x:1:\nadm:x:4:\nwww-data:x:33:\nnogroup:x:65534:\n"
    tree.found(
      "/etc/passwd", SimulatedInode(content: .file(Array(passwd.utf8)), mode: 0o644))
    tree.found("/etc/group", SimulatedInode(content: .file(Array(group.utf8)), mode: 0o644))
    return tree
  }()

  /// The place of a path whose missing parents are made; nil where something is in the way.
  mutating func makeParents(of path: String, at time: Int64) -> Location? {
    let parts = path.split(separator: "/")
    for count in 1..<max(1, parts.count) {
      let parent = "/" + parts.prefix(count).joined(separator: "/")
      let walk = Walk(user: 0, operation: "put", path: parent)
      guard let location = try? locate(walk, followingFinal: true) else { return nil }
      guard location.inode == nil else { continue }
      var inode = SimulatedInode(content: .directory([:]), mode: 0o755, links: 2)
      inode.device = inodes[location.parent].device
      inodes.append(inode)
      enter(inodes.count - 1, at: location, time: time)
    }
    return try? locate(Walk(user: 0, operation: "put", path: path))
  }

  private mutating func found(_ path: String, _ inode: SimulatedInode) {
    guard let location = makeParents(of: path, at: 0) else { return }
    inodes.append(inode)
    enter(inodes.count - 1, at: location, time: 0)
    older = [:]
  }
}
