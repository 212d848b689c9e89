internal import ConvergeCore

/// The edges that come from what resources need and provide, in the order written.
struct AutomaticEdges {
  private(set) var edges: [Edge] = []
  /// How many needs and providers were looked at.
  private(set) var effort = 0

  private let vertices: [Vertex]
  private var providers: [Identity: [Int]] = [:]
  private var ancestors: [Substring: [[Int]]] = [:]
  /// The last resource that got, or gave, an edge at each one; so no pair gets two.
  private var lastAfter: [Int]
  private var lastBefore: [Int]

  /// Finds the edges of all resources, beside those `written`.
  ///
  /// A present resource that needs what only absent ones provide is a problem; one that is to be
  /// stopped goes before them instead, and so does an absent one. An absent resource does not wait
  /// for present ones.
  init(_ vertices: [Vertex], beside written: [Edge], reporting problems: inout Diagnostics) {
    self.vertices = vertices
    lastAfter = [Int](repeating: -1, count: vertices.count)
    lastBefore = lastAfter
    for (index, vertex) in vertices.enumerated() {
      for thing in vertex.provides { providers[thing, default: []].append(index) }
    }
    let binding = written.filter {
      $0.role.isBinding && max($0.from, $0.to) < vertices.count
    }
    let outgoing = Rows(successorsIn: binding, count: vertices.count)
    let incoming = Rows(predecessorsIn: binding, count: vertices.count)
    for (index, vertex) in vertices.enumerated() {
      for arc in incoming[index] { lastAfter[arc.end] = index }
      for arc in outgoing[index] { lastBefore[arc.end] = index }
      for need in vertex.needs { connect(index, need, &problems) }
    }
  }

  private mutating func connect(_ index: Int, _ need: Need, _ problems: inout Diagnostics) {
    switch need {
    case .thing(let identity):
      effort += 1
      if let found = providers[identity] { connect(index, to: found, &problems) }
    case .ancestors(let path):
      // Nothing longer can exist (PATH_MAX), so nothing above it matters.
      guard path.utf8.count < 4096 else { return }
      for found in ancestors(of: path[...]) { connect(index, to: found, &problems) }
    }
  }

  /// The declared providers of each directory above a path, the nearest first.
  private mutating func ancestors(of path: Substring) -> [[Int]] {
    effort += 1
    // By bytes: as characters, a slash and an accent behind it are one, and no slash.
    guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return [] }
    let parent = slash == path.startIndex ? "/" : path[..<slash]
    if let known = ancestors[parent] { return known }
    var found = ancestors(of: parent)
    if let here = providers[Identity(.path, String(parent))] { found.insert(here, at: 0) }
    ancestors[parent] = found
    return found
  }

  private mutating func connect(_ index: Int, to found: [Int], _ problems: inout Diagnostics) {
    let isProvided = found.contains { vertices[$0].aim != .absence }
    for provider in found where provider != index {
      effort += 1
      switch (vertices[index].aim, vertices[provider].aim) {
      case (.absence, .absence), (.stop, .absence): add(from: index, to: provider, of: index)
      case (.absence, _): break
      case (.presence, .absence) where isProvided: break
      case (.presence, .absence): report(index, provider, &problems)
      default: add(from: provider, to: index, of: index)
      }
    }
  }

  private mutating func add(from: Int, to: Int, of index: Int) {
    if from == index {
      if lastBefore[to] == index { return }
      lastBefore[to] = index
    } else {
      if lastAfter[from] == index { return }
      lastAfter[from] = index
    }
    edges.append(Edge(from: from, to: to, role: .require, place: nil))
  }

  private func report(_ index: Int, _ provider: Int, _ problems: inout Diagnostics) {
    let (vertex, absent) = (vertices[index], vertices[provider])
    problems.error(
      Message.needsAbsent(vertex.reference, absent.reference), at: vertex.place,
      hint: Message.agree(),
      related: [Diagnostic.Related(Message.absent(absent.reference), at: absent.place)])
  }
}

private enum Message {
  static func needsAbsent(_ reference: Reference, _ provider: Reference) -> String {
    "'\(reference)' needs '\(provider)', which is declared absent"
  }

  static func agree() -> String { "declare both present, or both absent" }

  static func absent(_ provider: Reference) -> String { "'\(provider)' is declared absent here" }
}
