internal import ConvergeCore

/// Makes edges of what resources say of one another.
struct Linker {
  static let edgeLimit = 1_000_000

  private(set) var edges: [Edge] = []
  private(set) var junctions: [Junction] = []

  let inventory: Inventory
  var resolver: Resolver
  private var known: Set<Ends> = []
  private var points: [Point: Int] = [:]
  /// How many members of a pattern use it in one direction. Two already make a cycle.
  private var uses: [Use: Int] = [:]
  private(set) var isFull = false
  /// The resources of each module that was asked for, by its index.
  private var members: [Int: Members] = [:]

  private struct Ends: Hashable {
    let from: Int
    let to: Int
    let role: Edge.Role
  }

  private struct Use: Hashable {
    /// The module that it stands in.
    let module: String
    let pattern: String
    let attribute: Attribute
  }

  /// What has a junction of its own.
  struct Point: Hashable {
    /// The module that the pattern is about.
    let module: String
    let pattern: String
    let isBefore: Bool
    let role: Edge.Role
  }

  /// Some resources, each once.
  struct Members {
    let list: [Int]
    let set: Set<Int>

    init(_ indices: [Int]) {
      var set: Set<Int> = []
      list = indices.filter { set.insert($0).inserted }
      self.set = set
    }

    /// Whether any stands in both.
    func overlaps(_ other: Members) -> Bool {
      let (few, many) = list.count < other.list.count ? (self, other) : (other, self)
      return few.list.contains(where: many.set.contains)
    }
  }

  /// An attribute that takes references.
  enum Attribute: String {
    case require, before, subscribe, notify, after

    var isBefore: Bool { self == .before || self == .notify }
    var refreshes: Bool { self == .subscribe || self == .notify }
  }

  init(inventory: Inventory, kinds: KindCatalog) {
    self.inventory = inventory
    resolver = Resolver(inventory: inventory, kinds: kinds)
  }

  mutating func link(reporting problems: inout Diagnostics) {
    for number in inventory.entries.indices {
      let common = inventory.entries[number].declared.declaration.common
      link(number, .require, common.require, &problems)
      link(number, .before, common.before, &problems)
      link(number, .subscribe, common.subscribe, &problems)
      link(number, .notify, common.notify, &problems)
      link(number, .after, common.after, &problems)
    }
    for module in inventory.modules.indices { link(module: module, &problems) }
    reportIdle(&problems)
  }

  /// What waits to be refreshed, and nothing ever does it.
  private func reportIdle(_ problems: inout Diagnostics) {
    let waiting = inventory.resources.indices.filter {
      inventory.resources[$0].resource.needsSubscription
    }
    guard !waiting.isEmpty, !isFull else { return }
    let refreshed = Set(edges.filter { $0.role == .subscribe }.map(\.to))
    for index in waiting where !refreshed.contains(index) {
      let declaration = inventory.resources[index].declaration
      // What it names may be wrong, or left out of this run.
      if !declaration.common.subscribe.isEmpty || isNotified(declaration.reference) { continue }
      problems.error(
        Message.idle(declaration.reference), at: declaration.place, hint: Message.idleHint)
    }
  }

  /// Whether something that is left out of the run, or wrong, would notify it.
  private func isNotified(_ reference: Reference) -> Bool {
    inventory.entries.contains { entry in
      entry.declared.declaration.common.notify.contains { Reference($0.text) == reference }
    }
  }

  private mutating func link(
    _ number: Int, _ attribute: Attribute, _ targets: [CommonAttributes.Target],
    _ problems: inout Diagnostics
  ) {
    for target in targets where !isFull {
      let scope = inventory.entries[number].declared.reference.module
      let found = resolver.entries(target, in: scope, from: number, reporting: &problems)
      warn(number, attribute, target, found, &problems)
      switch found {
      case .nothing: break
      case .one(let other): link(number, to: [other], attribute, target.place, &problems)
      case .matches(let others, isMember: true):
        // It never means itself, so what it means to a member is its own.
        let use = Use(module: scope, pattern: target.text, attribute: attribute)
        uses[use, default: 0] += 1
        if uses[use, default: 0] <= 2 {
          link(number, to: others, attribute, target.place, &problems)
        }
      case .matches(let others, isMember: false) where others.count < 2:
        link(number, to: others, attribute, target.place, &problems)
      case .matches(let others, isMember: false):
        link(number, through: target, others, attribute, &problems)
      case .modules(let modules):
        link(number, toModules: modules, attribute, target, &problems)
      }
    }
  }

  private func warn(
    _ number: Int, _ attribute: Attribute, _ target: CommonAttributes.Target,
    _ found: Resolver.Found, _ problems: inout Diagnostics
  ) {
    if case .nothing = found { return }
    switch attribute {
    case .subscribe where !isRefreshable(number):
      problems.warning(
        Message.noRefresh(kind(of: number)), at: target.place, hint: Message.useRequire)
    case .notify:
      guard let other = found.numbers.first(where: { $0 != number && !isRefreshable($0) })
      else { return }
      problems.warning(
        Message.noRefresh(kind(of: other)), at: target.place, hint: Message.useBefore)
    default: break
    }
  }

  private func kind(of number: Int) -> String {
    inventory.entries[number].declared.entry.kind.name
  }

  private func isRefreshable(_ number: Int) -> Bool {
    inventory.entries[number].declared.entry.kind.refresh != nil
  }

  /// Whether it waits for something else than changes.
  private func watches(_ number: Int) -> Bool {
    inventory.entries[number].index.map { inventory.resources[$0].resource.event != .change }
      ?? false
  }

  /// What an edge is where `refreshed` is what a change refreshes.
  func role(_ attribute: Attribute, refreshed: Int) -> Edge.Role {
    if attribute == .after { return .after }
    guard attribute.refreshes, isRefreshable(refreshed) else { return .require }
    return watches(refreshed) ? .watch : .subscribe
  }

  private mutating func link(
    _ number: Int, to others: [Int], _ attribute: Attribute, _ place: Place,
    _ problems: inout Diagnostics
  ) {
    guard let own = inventory.entries[number].index else { return }
    for other in others where other != number && !isFull {
      guard let its = inventory.entries[other].index, its != own else { continue }
      let role = role(attribute, refreshed: attribute.isBefore ? other : number)
      add(own, its, isBefore: attribute.isBefore, role, place, &problems)
    }
  }

  private mutating func link(
    _ number: Int, through target: CommonAttributes.Target, _ others: [Int],
    _ attribute: Attribute, _ problems: inout Diagnostics
  ) {
    guard let own = inventory.entries[number].index else { return }
    let isBefore = attribute.isBefore
    // All that a pattern matches are of one kind, but may wait for other events.
    let shared = role(attribute, refreshed: isBefore ? others[0] : number)
    if isBefore, others.contains(where: { role(attribute, refreshed: $0) != shared }) {
      link(number, to: others, attribute, target.place, &problems)
      return
    }
    let inner: Edge.Role = attribute == .subscribe && shared == .require ? .subscribe : shared
    let module = inventory.entries[number].declared.reference.module
    let point = Point(module: module, pattern: target.text, isBefore: isBefore, role: inner)
    let indices = others.compactMap { inventory.entries[$0].index }
    let junction = junction(point, of: indices, target.place, &problems)
    add(own, junction, isBefore: isBefore, shared, target.place, &problems)
  }

  /// The resources of a module, those of modules that it uses too.
  mutating func members(ofModule number: Int) -> Members {
    if let known = members[number] { return known }
    let made = Members(
      inventory.modules[number].entries.compactMap { inventory.entries[$0].index })
    members[number] = made
    return made
  }

  /// Whether a point has its junction already.
  func isMade(_ point: Point) -> Bool { points[point] != nil }

  /// The junction of a point, made where it is the first time that it is asked for.
  mutating func junction(
    _ point: Point, of members: [Int], _ place: Place, _ problems: inout Diagnostics
  ) -> Int {
    if let known = points[point] { return known }
    let pattern = point.module.isEmpty ? point.pattern : "\(point.module)/\(point.pattern)"
    let junction = inventory.resources.count + junctions.count
    junctions.append(Junction(pattern: pattern, isBefore: point.isBefore))
    points[point] = junction
    for member in members where !isFull {
      add(member, junction, isBefore: !point.isBefore, point.role, place, &problems)
    }
    return junction
  }

  /// Adds an edge at `own`, which comes before `its` or after it.
  mutating func add(
    _ own: Int, _ its: Int, isBefore: Bool, _ role: Edge.Role, _ place: Place,
    _ problems: inout Diagnostics
  ) {
    let (from, to) = isBefore ? (own, its) : (its, own)
    guard known.insert(Ends(from: from, to: to, role: role)).inserted else { return }
    guard edges.count < Self.edgeLimit else {
      if !isFull { problems.error(Message.tooMany, at: place) }
      isFull = true
      return
    }
    edges.append(Edge(from: from, to: to, role: role, place: place))
  }
}

private enum Message {
  static func idle(_ reference: Reference) -> String { "'\(reference)' would never run" }
  static let idleHint =
    "write 'subscribe', 'runs', 'trigger' or another 'event', or 'notify' where something changes"
  static func noRefresh(_ kind: String) -> String { "a \(kind) cannot be refreshed" }
  static let useRequire = "'require' says the same"
  static let useBefore = "'before' says the same"
  static let tooMany = "the patterns up to here mean more than \(Linker.edgeLimit) edges"
}
