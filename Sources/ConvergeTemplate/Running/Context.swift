/// The names that a template sees beyond its own scopes.
final class Context {
  /// What the template set at its top level; nil before it set anything.
  private var variables: DictBox?
  /// Those of them that an import does not take over.
  private var imported: Set<String> = []
  /// For each block its definitions, the innermost template's first.
  var blocks: [String: [BlockCode]] = [:]
  var isEscaping: Bool
  let names: NameScope

  init(names: NameScope, isEscaping: Bool) {
    self.names = names
    self.isEscaping = isEscaping
  }

  /// The value of a name; `missing` where there is none.
  func resolve(_ name: Name, _ run: Run) throws(TemplateError) -> Datum {
    if let value = variables?.value(ofText: name.text, hash: name.hash) { return value }
    if let value = try names.value(name, run) { return value }
    return Globals.value(name.text) ?? .missing
  }

  /// All that is visible, with `locals` in front.
  func scope(with locals: Locals, _ frame: Frame) throws(TemplateError) -> NameScope {
    try frame.run.spend(variables?.count ?? 0)
    let values = variables?.copy() ?? DictBox()
    try locals.add(to: values, frame)
    return NameScope(values: values, outer: names)
  }

  /// Gives up all values, at the end of a rendering.
  func letGo() {
    variables = nil
    names.letGo()
  }

  func export(_ name: Name, _ value: Datum, isPublic: Bool = true) {
    let variables = variables ?? DictBox()
    self.variables = variables
    variables.set(.string(name.text), hash: name.hash, to: value)
    if !isPublic {
      imported.insert(name.text)
    } else if !imported.isEmpty {
      imported.remove(name.text)
    }
  }

  /// What an import takes over.
  var exported: DictBox {
    let exports = DictBox()
    for name in variables?.textKeys ?? [] where !name.hasPrefix("_") && !imported.contains(name) {
      exports[name] = variables?[name]
    }
    return exports
  }

  /// Every name, for hints.
  var allNames: [String] { (variables?.textKeys ?? []) + names.allNames + Globals.names }
}

/// Names with their values; what is not here may be further out.
final class NameScope {
  private var values: DictBox?
  private var inputs: [String: TemplateInput]
  private let outer: NameScope?

  init(values: DictBox? = nil, inputs: [String: TemplateInput] = [:], outer: NameScope? = nil) {
    self.values = values
    self.inputs = inputs
    self.outer = outer
  }

  func letGo() { values = nil }

  func value(_ name: Name, _ run: Run) throws(TemplateError) -> Datum? {
    if let value = values?.value(ofText: name.text, hash: name.hash) { return value }
    if !inputs.isEmpty, let input = inputs[name.text] {
      // What can be changed must stay the same thing, and what is known is found sooner.
      let value = try run.datum(input)
      let values = values ?? DictBox(reserving: 8)
      self.values = values
      values.set(.string(name.text), hash: name.hash, to: value)
      return value
    }
    return try outer?.value(name, run)
  }

  var allNames: [String] {
    (values?.textKeys ?? []) + Array(inputs.keys) + (outer?.allNames ?? [])
  }
}
