internal import ConvergeCore
internal import ConvergeTemplate

/// The names that expressions and templates see (`language.md`, section 6).
struct Scope: Sendable {
  private(set) var inputs: [String: TemplateInput] = [:]

  /// Adds a name, or puts another thing behind it.
  mutating func set(_ name: String, _ input: TemplateInput) { inputs[name] = input }

  /// The same within one element of a `for_each`.
  func with(_ element: Element) -> Scope {
    var result = self
    result.set("item", .value(element.item))
    result.set("key", .value(element.key))
    return result
  }

  /// The same with the entries of `vars` as names of their own.
  func with(_ members: [Value.Member]) -> Scope {
    var result = self
    for member in members { result.set(member.key, .value(member.value)) }
    return result
  }

  /// One element of what `for_each` goes through.
  struct Element: Sendable {
    let item: Value
    /// A mapping's key, or the number of the element from zero.
    let key: Value
  }
}
