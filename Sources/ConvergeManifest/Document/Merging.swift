internal import ConvergeCore

/// What the documents of a manifest define together; one name defined twice is an error.
struct Merging {
  private(set) var parameters: [Node.Entry] = []
  private(set) var variables: [(name: String, node: Node)] = []
  private(set) var outputs: [(name: String, node: Node)] = []
  /// The manifest's own list is the strongest.
  private(set) var data: [Node] = []
  private var places: [String: Place] = [:]

  init(_ documents: [Document], reporting problems: inout Diagnostics) {
    for document in documents {
      for entry in document.parameters
      where isNew("parameter", entry.key.scalar?.text ?? "", entry.key.place, &problems) {
        parameters.append(entry)
      }
      for item in document.variables
      where isNew("variable", item.name, item.node.place, &problems) {
        variables.append(item)
      }
      for item in document.outputs where isNew("output", item.name, item.node.place, &problems) {
        outputs.append(item)
      }
    }
    data = documents.reversed().flatMap(\.data)
  }

  private mutating func isNew(
    _ what: String, _ name: String, _ place: Place, _ problems: inout Diagnostics
  ) -> Bool {
    guard let first = places["\(what) \(name)"] else {
      places["\(what) \(name)"] = place
      return true
    }
    problems.error(
      Message.twice(what, name), at: place, hint: Message.once,
      related: [Diagnostic.Related(Message.first(what, name), at: first)])
    return false
  }
}

private enum Message {
  static func twice(_ what: String, _ name: String) -> String {
    "the \(what) '\(name)' is defined twice"
  }
  static let once = "leave one of them out"
  static func first(_ what: String, _ name: String) -> String {
    "the \(what) '\(name)' is defined here"
  }
}
