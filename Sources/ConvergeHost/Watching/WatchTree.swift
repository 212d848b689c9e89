internal import ConvergeCore

/// Which paths are watched, and what a change at one of them concerns; pure.
///
/// Every directory on the way to a path is in it too: whoever renames one changes what the path
/// stands for.
struct WatchTree {
  private struct Node {
    /// The things that are at this very path.
    var here: [Int] = []
    /// The things whose content is below it.
    var content: [Int] = []
    var children: [String: Node] = [:]
    /// Whether anything is below.
    var isInner: Bool { !children.isEmpty }
  }

  /// What a change concerns.
  struct Concern: Equatable {
    /// Indices of things.
    var things: Set<Int> = []
    /// The directory from which on directories have to be marked anew; nil: all stand.
    var rearm: String?
  }

  private var root = Node()

  init(_ things: [Watched]) {
    for (index, thing) in things.enumerated() {
      for path in thing.paths {
        let names = path.split(separator: "/").map(String.init)[...]
        Self.insert(index, names, hasContent: thing.hasContent, into: &root)
      }
    }
  }

  private static func insert(
    _ index: Int, _ names: ArraySlice<String>, hasContent: Bool, into node: inout Node
  ) {
    guard let first = names.first else {
      node.here.append(index)
      if hasContent { node.content.append(index) }
      return
    }
    insert(
      index, names.dropFirst(), hasContent: hasContent, into: &node.children[first, default: Node()]
    )
  }

  /// The directories to mark, outer ones first, from `path` on.
  ///
  /// The ones with `content` are to be marked with all that are below them.
  func directories(from path: String = "/") -> [(path: String, hasContent: Bool)] {
    var found: [(String, Bool)] = []
    let names = path.split(separator: "/").map(String.init)
    guard let node = node(names) else { return [] }
    Self.collect(node, path == "/" ? "" : path, &found)
    return found
  }

  private static func collect(_ node: Node, _ path: String, _ found: inout [(String, Bool)]) {
    guard node.isInner || !node.content.isEmpty else { return }
    found.append((path.isEmpty ? "/" : path, !node.content.isEmpty))
    for (name, child) in node.children { collect(child, "\(path)/\(name)", &found) }
  }

  /// What an event concerns.
  ///
  /// - Parameters:
  ///   - directory: absolute.
  ///   - name: in it; nil: the directory itself.
  func concern(_ directory: String, _ name: String?, _ change: DirectoryEvent.Change) -> Concern {
    var concern = Concern()
    var node = root
    var isBelowContent = false
    var path = ""
    for part in directory.utf8.split(separator: UInt8(ascii: "/")) {
      if !node.content.isEmpty { concern.things.formUnion(node.content) }
      isBelowContent = isBelowContent || !node.content.isEmpty
      guard let next = node.children[String(Substring(part))] else {
        if isBelowContent, change != .content { concern.rearm = directory }
        return isBelowContent ? concern : Concern()
      }
      path += "/\(Substring(part))"
      node = next
    }
    if !node.content.isEmpty { concern.things.formUnion(node.content) }
    isBelowContent = isBelowContent || !node.content.isEmpty
    if let name {
      guard let child = node.children[name] else {
        if isBelowContent, change == .name { concern.rearm = directory }
        return concern
      }
      node = child
      path += "/\(name)"
    }
    concern.things.formUnion(node.here)
    guard change != .content else { return concern }
    if node.isInner || !node.content.isEmpty {
      Self.collectThings(node, &concern.things)
      concern.rearm = path.isEmpty ? "/" : path
    }
    return concern
  }

  private static func collectThings(_ node: Node, _ things: inout Set<Int>) {
    things.formUnion(node.here)
    for child in node.children.values { collectThings(child, &things) }
  }

  private func node(_ names: [String]) -> Node? {
    var node = root
    for name in names {
      guard let child = node.children[name] else { return nil }
      node = child
    }
    return node
  }
}
