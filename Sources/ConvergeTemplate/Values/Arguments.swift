/// The arguments of a call, filter or test.
struct Arguments {
  /// What stands before a filter or test; none for a call.
  var value: Datum
  /// Those in brackets without a name.
  var positional: [Datum]
  var named: [(name: String, value: Datum)]

  init(
    value: Datum = .none, _ positional: [Datum] = [], named: [(name: String, value: Datum)] = []
  ) {
    self.value = value
    self.positional = positional
    self.named = named
  }

  /// The named one, taken out.
  mutating func take(_ name: String) -> Datum? {
    guard let index = named.firstIndex(where: { $0.name == name }) else { return nil }
    return named.remove(at: index).value
  }
}

/// The values of arguments by the parameters that they belong to.
struct BoundArguments {
  private let values: [Datum]

  /// `values` has `missing` for what was not given, or ends before it.
  init(_ values: [Datum]) { self.values = values }

  /// The value of the parameter at `index`, nil where none was given.
  subscript(index: Int) -> Datum? {
    guard index < values.count else { return nil }
    let value = values[index]
    return value.isMissing ? nil : value
  }
}
