internal import ConvergeCore

/// Makes edges of what resources say of one another.
struct Linker {
  static let edgeLimit = 1_000_000

  private let inventory: Inventory
  private var resolver: Resolver
  private var edges: [Edge] = []
  private var known: Set<Ends> = []
  /// How many members of a pattern use it in one direction. Two already make a cycle.
  private var uses: [Use: Int] = [:]
  private var isFull = false

  private struct Ends: Hashable {
    let from: Int
    let to: Int
    let role: Edge.Role
  }

  private struct Use: Hashable {
    let pattern: String
    let attribute: String
  }

  init(inventory: Inventory, kinds: KindCatalog) {
    self.inventory = inventory
    resolver = Resolver(inventory: inventory, kinds: kinds)
  }

  mutating func edges(reporting problems: inout Diagnostics) -> [Edge] {
    for number in inventory.entries.indices {
      let common = inventory.entries[number].declared.declaration.common
      link(number, "require", common.require, &problems)
      link(number, "before", common.before, &problems)
      link(number, "subscribe", common.subscribe, &problems)
      link(number, "notify", common.notify, &problems)
      link(number, "after", common.after, &problems)
    }
    return edges
  }

  private mutating func link(
    _ number: Int, _ attribute: String, _ targets: [CommonAttributes.Target],
    _ problems: inout Diagnostics
  ) {
    for target in targets where !isFull {
      let others = resolver.entries(target, from: number, reporting: &problems)
      if case .matches(_, isMember: true) = others {
        let use = Use(pattern: target.text, attribute: attribute)
        uses[use, default: 0] += 1
        if uses[use, default: 0] > 2 { continue }
      }
      if attribute == "subscribe", refresh(of: number) == nil {
        problems.warning(
          Message.noRefresh(kind(of: number)), at: target.place, hint: Message.useRequire)
      }
      var isTold = false
      for other in others.numbers where other != number && !isFull {
        if attribute == "notify", refresh(of: other) == nil, !isTold {
          isTold = true
          problems.warning(
            Message.noRefresh(kind(of: other)), at: target.place, hint: Message.useBefore)
        }
        add(number, other, attribute, target.place, &problems)
      }
    }
  }

  private func kind(of number: Int) -> String {
    inventory.entries[number].declared.entry.kind.name
  }

  private func refresh(of number: Int) -> String? {
    inventory.entries[number].declared.entry.kind.refresh
  }

  private mutating func add(
    _ number: Int, _ other: Int, _ attribute: String, _ place: Place, _ problems: inout Diagnostics
  ) {
    guard let own = inventory.entries[number].index, let its = inventory.entries[other].index,
      own != its
    else { return }
    let isInverse = attribute == "before" || attribute == "notify"
    let (from, to) = isInverse ? (own, its) : (its, own)
    let refreshed = isInverse ? other : number
    let role: Edge.Role =
      switch attribute {
      case "after": .after
      case "subscribe", "notify": refresh(of: refreshed) == nil ? .require : .subscribe
      default: .require
      }
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
  static func noRefresh(_ kind: String) -> String { "a \(kind) cannot be refreshed" }
  static let useRequire = "'require' says the same"
  static let useBefore = "'before' says the same"
  static let tooMany = "the patterns up to here mean more than \(Linker.edgeLimit) edges"
}
