internal import ConvergeCore

/// The inodes of a machine: what is there, and what would be there after a power cut.
///
/// `older` has the durable version of everything that was changed and not synced since.
struct SimulatedTree: Sendable {
  var inodes: [SimulatedInode]
  var older: [Int: SimulatedInode] = [:]
  /// Another one after every change, for those who keep what they found.
  var generation = 0
  var readOnlyDevices: Set<UInt64> = []
  /// How many bytes of file content fit on a device.
  var capacityBytes: [UInt64: Int] = [:]

  static let root = 0

  init() {
    inodes = [SimulatedInode(content: .directory([:]), mode: 0o755, links: 2)]
  }

  /// Whom a walk is for, and what it is called in an error.
  struct Walk {
    let user: UInt32
    let operation: String
    let path: String

    func error(_ reason: HostError.Reason, _ because: String) -> HostError {
      HostError(reason, operation, path, because: because)
    }
  }

  /// Where a path leads.
  struct Location {
    let parent: Int
    /// Empty for the root.
    let name: String
    let inode: Int?
    /// With the links resolved.
    let path: String
  }

  /// Walks a path; a final link is followed only where asked to.
  func locate(_ walk: Walk, followingFinal: Bool = false) throws(HostError) -> Location {
    guard walk.path.hasPrefix("/") else {
      throw walk.error(.other, "the path is not absolute")
    }
    var rest = Array(walk.path.utf8.split(separator: UInt8(ascii: "/")).reversed())
      .map(Substring.init)
    var stack: [(inode: Int, name: String)] = []
    var hops = 0
    // As long as no link is followed, the path is the one that was asked for.
    var isPlain = true
    while let part = rest.popLast() {
      let here = stack.last?.inode ?? Self.root
      guard let entries = inodes[here].entries else {
        throw walk.error(.wrongType, "'\(Self.path(stack))' is not a directory")
      }
      if part == "." || part == ".." {
        isPlain = false
        if part == ".." { _ = stack.popLast() }
        continue
      }
      let name = String(part)
      guard let inode = entries[name] else {
        guard rest.isEmpty else {
          throw walk.error(.notFound, "there is no '\(Self.path(stack + [(here, name)]))'")
        }
        return Location(
          parent: here, name: name, inode: nil,
          path: isPlain ? walk.path : Self.path(stack + [(here, name)]))
      }
      if case .link(let target) = inodes[inode].content, !rest.isEmpty || followingFinal {
        try requireTrusted(link: inode, in: here, path: Self.path(stack + [(inode, name)]), walk)
        hops += 1
        isPlain = false
        guard hops <= 40 else { throw walk.error(.other, "too many symbolic links") }
        if target.hasPrefix("/") { stack = [] }
        rest += target.split(separator: "/").reversed()
        continue
      }
      stack.append((inode, name))
    }
    guard let last = stack.last else {
      return Location(parent: Self.root, name: "", inode: Self.root, path: "/")
    }
    let parent = stack.count > 1 ? stack[stack.count - 2].inode : Self.root
    return Location(
      parent: parent, name: last.name, inode: last.inode,
      path: isPlain ? walk.path : Self.path(stack))
  }

  private static func path(_ stack: [(inode: Int, name: String)]) -> String {
    stack.isEmpty ? "/" : stack.reduce(into: "") { $0 += "/" + $1.name }
  }

  private func requireTrusted(
    link: Int, in directory: Int, path: String, _ walk: Walk
  ) throws(HostError) {
    for inode in [inodes[link], inodes[directory]] {
      let isOurs = inode.user == 0 || inode.user == walk.user
      let isClosed = inode.type == .link || inode.mode & 0o022 == 0
      if !isOurs || !isClosed {
        throw walk.error(.refused, "'\(path)' is a symbolic link that others can change")
      }
    }
  }

  /// The content of a file, for the simulation's own use.
  func content(at path: String) -> [UInt8]? { inode(at: path)?.bytes }

  /// What stands at a path, links followed, for the simulation's own use.
  func inode(at path: String, followingFinal: Bool = true) -> SimulatedInode? {
    let walk = Walk(user: 0, operation: "look at", path: path)
    let location = try? locate(walk, followingFinal: followingFinal)
    return location?.inode.map { inodes[$0] }
  }
}
