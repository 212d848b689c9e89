/// The names that a template sees beyond its own scopes.
final class Context {
  /// What the template set at its top level.
  var variables: [String: Datum] = [:]
  /// Those of them that an import takes over.
  var exported: [String] = []
  /// For each block its definitions, the innermost template's first.
  var blocks: [String: [BlockCode]] = [:]
  var isEscaping: Bool
  let names: NameScope

  init(names: NameScope, isEscaping: Bool) {
    self.names = names
    self.isEscaping = isEscaping
  }

  /// The value of a name; `missing` where there is none.
  func resolve(_ name: String, _ run: Run) throws(TemplateError) -> Datum {
    if !variables.isEmpty, let value = variables[name] { return value }
    if let value = try names.value(name, run) { return value }
    return Globals.value(name) ?? .missing
  }

  /// All that is visible, with `locals` in front.
  func scope(with locals: [(name: String, value: Datum)]) -> NameScope {
    var values = variables
    for (name, value) in locals where !value.isMissing { values[name] = value }
    return NameScope(values: values, outer: names)
  }

  /// Gives up all values, at the end of a rendering.
  func letGo() {
    variables = [:]
    names.letGo()
  }

  func export(_ name: String, _ value: Datum, isPublic: Bool = true) {
    if variables.updateValue(value, forKey: name) != nil { exported.removeAll { $0 == name } }
    if isPublic, !name.hasPrefix("_") { exported.append(name) }
  }

  /// Every name, for hints.
  var allNames: [String] { variables.keys + names.allNames + Globals.names }
}

/// Names with their values; what is not here may be further out.
final class NameScope {
  private var values: [String: Datum]
  private var inputs: [String: TemplateInput]
  private let outer: NameScope?

  init(
    values: [String: Datum] = [:], inputs: [String: TemplateInput] = [:], outer: NameScope? = nil
  ) {
    self.values = values
    self.inputs = inputs
    self.outer = outer
  }

  func letGo() { values = [:] }

  func value(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if !values.isEmpty, let value = values[name] { return value }
    if let input = inputs[name] {
      let value = try run.datum(input)
      // What can be changed must stay the same thing.
      if value.hasIdentity { values[name] = value }
      return value
    }
    return try outer?.value(name, run)
  }

  var allNames: [String] { Array(values.keys) + Array(inputs.keys) + (outer?.allNames ?? []) }
}
