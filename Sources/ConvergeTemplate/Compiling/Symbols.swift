/// A variable of a compiled function.
struct Variable: Hashable {
  /// How many functions enclose the one it belongs to.
  let depth: Int
  let slot: Int
}

/// The slots of a function under compilation: a template, a block, a macro, a recursive loop.
final class FunctionSlots {
  let depth: Int
  private(set) var count = 0
  private var slots: [Key: Int] = [:]

  private struct Key: Hashable {
    let level: Int
    let space: Int
    let name: String
  }

  init(depth: Int) { self.depth = depth }

  /// The variable of a name in a scope; scopes of one level that follow one another share it.
  func variable(_ name: String, level: Int, space: Int) -> Variable {
    let key = Key(level: level, space: space, name: name)
    if let slot = slots[key] { return Variable(depth: depth, slot: slot) }
    slots[key] = count
    count += 1
    return Variable(depth: depth, slot: count - 1)
  }
}

/// Which variable a name means in a scope, and where its first value comes from.
///
/// The rules are Jinja2's own scoping: a scope that assigns a name of an outer one begins with a
/// copy; a name that nobody assigns is looked for in the context when the scope begins.
final class Symbols {
  enum Source: Equatable {
    case parameter
    case context(String)
    case copy(Variable)
    case nothing
  }

  let parent: Symbols?
  /// Of a branch of a condition: the scope that it stands in, whose variables it has too.
  private let trunk: Symbols?
  let slots: FunctionSlots
  private let level: Int
  private let space: Int
  private var variables: [String: Variable] = [:]
  private var sources: [Variable: Source] = [:]
  private var order: [Variable] = []
  private(set) var stores: Set<String> = []
  private var knownAssigned: AssignedNames?

  init(_ parent: Symbols?, slots: FunctionSlots, space: Int = 0) {
    self.parent = parent
    trunk = nil
    self.slots = slots
    self.space = space
    level = (parent?.level ?? -1) + 1
  }

  private init(branchOf trunk: Symbols) {
    parent = trunk.parent
    self.trunk = trunk
    slots = trunk.slots
    level = trunk.level
    space = trunk.space
  }

  /// Where each variable of this scope starts from, in order.
  var loads: [(variable: Variable, source: Source)] {
    order.compactMap { variable in sources[variable].map { (variable, $0) } }
  }

  func variable(_ name: String) -> Variable? { own(name) ?? parent?.variable(name) }

  /// The variable of this scope itself.
  private func own(_ name: String) -> Variable? { variables[name] ?? trunk?.own(name) }

  private func isStored(_ name: String) -> Bool {
    stores.contains(name) || trunk?.isStored(name) == true
  }

  func load(_ name: String) {
    if variable(name) == nil { define(name, from: .context(name)) }
  }

  func store(_ name: String) {
    stores.insert(name)
    guard own(name) == nil else { return }
    if let outer = parent?.variable(name) {
      define(name, from: .copy(outer))
    } else {
      define(name, from: .nothing)
    }
  }

  @discardableResult
  func declareParameter(_ name: String) -> Variable {
    stores.insert(name)
    return define(name, from: .parameter)
  }

  @discardableResult
  private func define(_ name: String, from source: Source) -> Variable {
    let variable = slots.variable(name, level: level, space: space)
    variables[name] = variable
    set(variable, source)
    return variable
  }

  private func set(_ variable: Variable, _ source: Source) {
    if sources.updateValue(source, forKey: variable) == nil { order.append(variable) }
  }

  /// What a branch of a condition begins with; it keeps only what it adds, or a template of many
  /// conditions and names would take the product of both.
  func branch() -> Symbols { Symbols(branchOf: self) }

  /// Takes over what the branches of a condition define: what only one of them assigns starts
  /// from what is outside.
  func merge(_ branches: [Symbols]) {
    let assigned = branches.reduce(into: Set<String>()) { $0.formUnion($1.stores) }
      .filter { !isStored($0) }
    for branch in branches {
      variables.merge(branch.variables) { _, new in new }
      for (variable, source) in branch.loads { set(variable, source) }
      stores.formUnion(branch.stores)
    }
    for name in assigned.sorted() {
      guard let variable = variable(name) else { continue }
      if let outer = parent?.variable(name) {
        set(variable, .copy(outer))
      } else {
        set(variable, .context(name))
      }
    }
  }

  /// Every name that was assigned here or outside, with its variable.
  var assigned: AssignedNames {
    if let knownAssigned { return knownAssigned }
    let own = stores.sorted().compactMap { name in variable(name).map { (name, $0) } }
    let names = AssignedNames(own, outer: parent?.assigned)
    knownAssigned = names
    return names
  }
}
