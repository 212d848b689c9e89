/// The names that are assigned in a scope, and those of the scopes around it; one for all that
/// stands in a scope, since a list for each include would take the square of their number.
final class AssignedNames {
  fileprivate let own: [(name: Name, variable: Variable)]
  fileprivate let outer: AssignedNames?

  init(_ own: [(name: String, variable: Variable)], outer: AssignedNames?) {
    self.own = own.map { (Name($0.name), $0.variable) }
    self.outer = outer
  }
}

/// The names that an included template or a scoped block sees beyond the context.
struct Locals {
  let names: AssignedNames
  /// How many functions enclose the one that they are seen from.
  let depth: Int

  /// Sets those that have a value.
  func add(to values: DictBox, _ frame: Frame) throws(TemplateError) {
    let seen = DictBox()
    var scope: AssignedNames? = names
    while let names = scope {
      try frame.run.spend(names.own.count)
      for (name, variable) in names.own {
        let key = Datum.string(name.text)
        guard seen.position(of: key, hash: name.hash) == nil else { continue }
        seen.set(key, hash: name.hash, to: .none)
        let slot = Slot(hops: depth - variable.depth, index: variable.slot)
        let value = slot.read(frame)
        if !value.isMissing { values.set(key, hash: name.hash, to: value) }
      }
      scope = names.outer
    }
  }
}
