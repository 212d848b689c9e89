internal import ConvergeCore

/// The kinds that this program has, by their names and by their sections.
struct KindCatalog: Sendable {
  struct Item: Sendable {
    let kind: Kind
    let type: any Resource.Type
  }

  let items: [Item]
  /// The attributes that are templates, by kind.
  let templates: [String: [String]]
  private let names: [String: Int]
  private let sections: [String: Int]

  init(_ types: [any Resource.Type]) {
    items = types.map { Item(kind: $0.kind, type: $0) }
    var templates: [String: [String]] = [:]
    for item in items {
      let names = item.kind.attributes.filter { $0.type.isTemplate }.map(\.name)
      if !names.isEmpty { templates[item.kind.name] = names }
    }
    self.templates = templates
    names = Self.index(items.map(\.kind.name))
    sections = Self.index(items.map(\.kind.section))
  }

  private static func index(_ words: [String]) -> [String: Int] {
    Dictionary(words.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  func kind(named name: String) -> Item? { names[name].map { items[$0] } }

  func kind(ofSection section: String) -> Item? { sections[section].map { items[$0] } }
}
