internal import ConvergeCore

/// The edges of modules. All of a module is one junction before its resources and one behind them,
/// so there are as many edges as both sides together have resources; no junction leads to another.
extension Linker {
  // MARK: References to modules

  /// Links a resource to all of some modules.
  mutating func link(
    _ number: Int, toModules modules: [Int], _ attribute: Attribute,
    _ target: CommonAttributes.Target, _ problems: inout Diagnostics
  ) {
    if attribute == .notify {
      problems.error(
        Message.noRefresh(target.text), at: target.place, hint: Message.refreshHint(target.text))
      return
    }
    let role = role(attribute, refreshed: number)
    guard let own = inventory.entries[number].index else { return }
    for module in modules where !isFull {
      let members = members(ofModule: module)
      guard members.set.contains(own) || members.list.count < 2 else {
        let inner: Edge.Role = attribute == .subscribe && role == .require ? .subscribe : role
        let junction = junction(
          point(inventory.modules[module], isBefore: attribute.isBefore, inner), of: members.list,
          target.place, &problems)
        add(own, junction, isBefore: attribute.isBefore, role, target.place, &problems)
        continue
      }
      // It shares the resource, and that never means itself.
      for member in members.list where member != own {
        add(own, member, isBefore: attribute.isBefore, role, target.place, &problems)
      }
    }
  }

  private func point(_ module: ModuleSpan, isBefore: Bool, _ role: Edge.Role) -> Point {
    Point(module: module.scope, pattern: "module:\(module.name)", isBefore: isBefore, role: role)
  }

  // MARK: Edges of modules

  /// Links all of a module to what its entry says.
  mutating func link(module number: Int, _ problems: inout Diagnostics) {
    let common = inventory.modules[number].common
    for (attribute, targets) in [
      (Attribute.require, common.require), (.before, common.before), (.after, common.after),
    ] {
      for target in targets where !isFull { link(number, attribute, target, &problems) }
    }
  }

  private mutating func link(
    _ module: Int, _ attribute: Attribute, _ target: CommonAttributes.Target,
    _ problems: inout Diagnostics
  ) {
    let span = inventory.modules[module]
    let found = resolver.entries(target, in: span.scope, from: nil, reporting: &problems)
    let role: Edge.Role = attribute == .after ? .after : .require
    guard case .modules(let others) = found else {
      let numbers = found.numbers.compactMap { inventory.entries[$0].index }
      let isPattern: Bool
      if case .matches = found { isPattern = true } else { isPattern = false }
      let shared = Point(
        module: span.scope, pattern: target.text, isBefore: attribute.isBefore, role: role)
      link(
        module, to: Members(numbers), through: isPattern ? shared : nil, attribute, role,
        target.place, &problems)
      return
    }
    for number in others {
      let other = inventory.modules[number]
      if number == module {
        problems.error(Message.itself(target.text), at: target.place, hint: Message.leaveOut)
        continue
      }
      link(
        module, to: members(ofModule: number),
        through: point(other, isBefore: attribute.isBefore, role), attribute, role, target.place,
        &problems)
    }
  }

  /// - Parameter shared: the junction that `others` have for everybody; nil: none.
  private mutating func link(
    _ module: Int, to others: Members, through shared: Point?, _ attribute: Attribute,
    _ role: Edge.Role, _ place: Place, _ problems: inout Diagnostics
  ) {
    let isBefore = attribute.isBefore
    let own = members(ofModule: module)
    if own.list.isEmpty || others.list.isEmpty { return }
    if own.overlaps(others) {
      linkApart(
        module, others, through: shared, isBefore: isBefore, role, place, &problems)
    } else if own.list.count == 1 && others.list.count == 1 {
      add(own.list[0], others.list[0], isBefore: isBefore, role, place, &problems)
    } else if let shared, isCheaper(shared, others, module, attribute, role) {
      let junction = junction(shared, of: others.list, place, &problems)
      for member in own.list where !isFull {
        add(member, junction, isBefore: isBefore, role, place, &problems)
      }
    } else {
      let junction = junction(
        point(inventory.modules[module], isBefore: !isBefore, role), of: own.list, place, &problems)
      for other in others.list where !isFull {
        add(other, junction, isBefore: !isBefore, role, place, &problems)
      }
    }
  }

  /// Whether fewer edges are made through the junction that `others` have for everybody than through
  /// the module's own.
  private mutating func isCheaper(
    _ shared: Point, _ others: Members, _ module: Int, _ attribute: Attribute, _ role: Edge.Role
  ) -> Bool {
    let own = members(ofModule: module).list.count
    let ownPoint = point(inventory.modules[module], isBefore: !attribute.isBefore, role)
    let throughShared = own + (isMade(shared) ? 0 : others.list.count)
    let throughOwn = others.list.count + (isMade(ownPoint) ? 0 : own)
    return throughShared <= throughOwn
  }

  /// Both have resources in common: those belong to the side that comes first.
  private mutating func linkApart(
    _ module: Int, _ others: Members, through shared: Point?, isBefore: Bool, _ role: Edge.Role,
    _ place: Place, _ problems: inout Diagnostics
  ) {
    let own = members(ofModule: module)
    let (first, second) = isBefore ? (own, others) : (others, own)
    let late = second.list.filter { !first.set.contains($0) }
    guard !late.isEmpty else { return }
    let point = isBefore ? point(inventory.modules[module], isBefore: false, role) : shared
    let sources = point.map { [junction($0, of: first.list, place, &problems)] } ?? first.list
    for source in sources {
      for resource in late where !isFull {
        add(source, resource, isBefore: true, role, place, &problems)
      }
    }
  }
}

private enum Message {
  static func noRefresh(_ text: String) -> String {
    "'\(text)' cannot be notified: it is a resource that is refreshed"
  }
  static func refreshHint(_ text: String) -> String {
    "name the resource, as '\(text.split(separator: ":").last ?? "docker")/service:NAME'"
  }
  static func itself(_ text: String) -> String { "'\(text)' is the module that this stands at" }
  static let leaveOut = "leave it out"
}
