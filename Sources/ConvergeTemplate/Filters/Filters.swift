/// A filter: what stands before `|` is the first of its arguments.
typealias Filter = @Sendable (Arguments, Run) throws(TemplateError) -> Datum

/// A filter with its name. What calls it keeps this, not the function alone: a function in a tuple,
/// dictionary or optional is called through a thunk for each of them.
struct NamedFilter: Sendable {
  let name: String
  let body: Filter

  init(_ name: String, _ body: @escaping Filter) {
    self.name = name
    self.body = body
  }
}

/// All filters by name: Jinja2's own, and those that Ansible's users reach for.
enum Filters {
  static func named(_ name: String) -> NamedFilter? { all[name] }

  static let names: [String] = all.keys.sorted()

  private static let all: [String: NamedFilter] = {
    var all: [String: NamedFilter] = [:]
    let tables = [
      textTable, wrapTable, numberTable, sequenceTable, orderTable, selectionTable, markupTable,
      dataTable, ansibleTextTable, ansibleDataTable, ansibleListTable, encodingTable,
      patternTable, addressTable, passwordTable, measureTable, pathTable,
    ]
    for table in tables { for filter in table { all[filter.name] = filter } }
    return all
  }()
}

extension Run {
  /// Whether an argument is given and true.
  func flag(_ value: Datum?, default standard: Bool = false) throws(TemplateError) -> Bool {
    guard let value else { return standard }
    return try isTrue(value)
  }

  func integer(_ value: Datum?, default standard: Int, _ what: String) throws(TemplateError) -> Int
  {
    guard let value else { return standard }
    return try integer(value, what)
  }

  /// A text, or any other value as text; markup stays markup.
  func soft(_ value: Datum) throws(TemplateError) -> TextReceiver {
    switch reveal(value) {
    case .markup(let text): TextReceiver(text: text, isMarkup: true)
    case let other: TextReceiver(text: try text(other), isMarkup: false)
    }
  }

  /// Whether an argument is missing or none.
  func isNone(_ value: Datum?) -> Bool {
    guard let value else { return true }
    if case .none = value { return true }
    return false
  }
}
