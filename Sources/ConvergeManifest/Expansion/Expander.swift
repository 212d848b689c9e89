internal import ConvergeCore
internal import ConvergeTemplate

/// Makes of an entry as it was written the entries that it means: `defaults`, `for_each`, `when`,
/// expressions and templates are done with behind it.
struct Expander {
  /// What came of one entry.
  struct Expansion {
    var entries: [Entry] = []
    /// What `when` leaves out, as far as it can be told what it is.
    var excluded: [Entry] = []
  }

  private let evaluator: Evaluator
  private let renderer: Renderer
  private let scope: Scope
  /// The attributes that are templates, by kind.
  private let templates: [String: [String]]
  /// Whether all of it is left out, as by the `when` of a module.
  private let leavesOut: Bool

  init(
    _ evaluator: Evaluator, _ renderer: Renderer, _ scope: Scope, kinds: KindCatalog,
    leavingOut leavesOut: Bool = false
  ) {
    self.evaluator = evaluator
    self.renderer = renderer
    self.scope = scope
    self.leavesOut = leavesOut
    templates = kinds.templates
  }

  func expand(_ entry: Entry, reporting problems: inout Diagnostics) -> Expansion {
    if isPlain(entry) {
      return leavesOut ? Expansion(excluded: [entry]) : Expansion(entries: [entry])
    }
    var found = Diagnostics()
    defer { problems.append(contentsOf: found) }
    guard var attributes = attributes(of: entry, &found) else { return Expansion() }
    let forEach = Self.take("for_each", from: &attributes)
    let condition = Self.take("when", from: &attributes)
    guard let forEach else {
      return expand(entry, attributes, condition, in: scope, &found)
    }
    guard let elements = elements(of: forEach, entry, attributes, &found) else {
      return Expansion()
    }
    let isGroup = !ScalarPart.isIn(entry.label.scalar?.text ?? "")
    var result = Expansion()
    for element in elements where found.items.count < ManifestReader.problemLimit {
      let one = expand(entry, attributes, condition, in: scope.with(element), &found)
      result.entries += one.entries
      result.excluded += one.excluded
    }
    if isGroup {
      result.entries = result.entries.map { Self.member($0, of: entry) }
      result.excluded = result.excluded.map { Self.member($0, of: entry) }
    }
    if result.entries.isEmpty, result.excluded.isEmpty, isGroup, !found.hasErrors {
      // An entry that expanded to nothing: what refers to it falls away.
      var nothing = entry
      nothing.group = entry.label.scalar?.text
      result.excluded = [nothing]
    }
    return result
  }

  /// Whether nothing of it has to be looked at here.
  private func isPlain(_ entry: Entry) -> Bool {
    guard entry.defaults.isEmpty, !ScalarPart.isIn(entry.label.scalar?.text ?? "") else {
      return false
    }
    guard let value = entry.value else { return true }
    if Evaluator.isNeeded(for: value) { return false }
    guard let attributes = value.mapping else { return true }
    let templates = templates[entry.kind.name] ?? []
    return !attributes.contains { attribute in
      guard let key = attribute.key.scalar?.text else { return false }
      return key == "when" || key == "for_each" || templates.contains(key)
    }
  }

  /// The attributes as they were written, shorthands expanded, and the document's defaults.
  private func attributes(of entry: Entry, _ problems: inout Diagnostics) -> [Node.Entry]? {
    var entry = entry
    if let value = entry.value, value.scalar != nil || value.sequence != nil,
      Evaluator.isNeeded(for: value)
    {
      guard let evaluated = evaluator.evaluate(value, in: scope, reporting: &problems) else {
        return nil
      }
      entry = Entry(
        kind: entry.kind, type: entry.type, label: entry.label, value: evaluated,
        origin: entry.origin, defaults: entry.defaults)
    }
    let own = Shorthand(entry).attributes(reporting: &problems)
    let written = Set(own.compactMap { $0.key.scalar?.text })
    return own + entry.defaults.filter { !written.contains($0.key.scalar?.text ?? "") }
  }

  private static func take(_ name: String, from attributes: inout [Node.Entry]) -> Node? {
    guard let index = attributes.firstIndex(where: { $0.key.scalar?.text == name }) else {
      return nil
    }
    return attributes.remove(at: index).value
  }

  // MARK: for_each

  private func elements(
    of node: Node, _ entry: Entry, _ attributes: [Node.Entry], _ problems: inout Diagnostics
  ) -> [Scope.Element]? {
    let identity = attributes.first { $0.key.scalar?.text == entry.kind.identityAttribute }
    let names = [entry.label, identity?.value].compactMap { $0?.scalar?.text }
    guard names.contains(where: ScalarPart.isIn) else {
      problems.error(
        Message.oneName, at: entry.label.place,
        hint: Message.oneNameHint(entry.kind.identityAttribute))
      return nil
    }
    return Choice(evaluator).elements(of: node, in: scope, reporting: &problems)
  }

  /// An element of an entry whose key is the same for all: it is called by what it manages.
  private static func member(_ entry: Entry, of whole: Entry) -> Entry {
    var attributes = entry.value?.mapping ?? []
    let name = take(entry.kind.identityAttribute, from: &attributes)
    var member = Entry(
      kind: entry.kind, type: entry.type, label: name ?? entry.label,
      value: Node(.mapping(attributes), at: entry.value?.place ?? entry.label.place),
      origin: entry.origin)
    member.group = whole.label.scalar?.text
    return member
  }

  // MARK: One element

  private func expand(
    _ entry: Entry, _ attributes: [Node.Entry], _ condition: Node?, in scope: Scope,
    _ problems: inout Diagnostics
  ) -> Expansion {
    if leavesOut {
      return Expansion(excluded: [excluded(entry, attributes, in: scope)].compactMap(\.self))
    }
    if let condition {
      let holds = Choice(evaluator).holds(condition, in: scope, reporting: &problems)
      guard let holds else { return Expansion() }
      if !holds {
        return Expansion(excluded: [excluded(entry, attributes, in: scope)].compactMap(\.self))
      }
    }
    guard let label = evaluator.evaluateName(entry.label, in: scope, reporting: &problems) else {
      return Expansion()
    }
    guard label.scalar?.text.isEmpty == false else {
      problems.error(Message.emptyName(entry.kind.name), at: entry.label.place)
      return Expansion()
    }
    let evaluated = evaluate(attributes, of: entry, in: scope, &problems)
    let value = Node(.mapping(evaluated), at: entry.value?.place ?? entry.label.place)
    return Expansion(entries: [
      Entry(kind: entry.kind, type: entry.type, label: label, value: value, origin: entry.origin)
    ])
  }

  private func evaluate(
    _ attributes: [Node.Entry], of entry: Entry, in scope: Scope, _ problems: inout Diagnostics
  ) -> [Node.Entry] {
    let templates = templates[entry.kind.name] ?? []
    let isRendered = attributes.contains { templates.contains($0.key.scalar?.text ?? "") }
    var result: [Node.Entry] = []
    for attribute in attributes {
      let key = attribute.key.scalar?.text ?? ""
      // The names inside a template have done their work once it is rendered.
      if isRendered, key == "vars" { continue }
      guard var value = evaluator.evaluate(attribute.value, in: scope, reporting: &problems) else {
        continue
      }
      if key == entry.kind.identityAttribute {
        guard let name = evaluator.evaluateName(attribute.value, in: scope, reporting: &problems)
        else { continue }
        value = name
      }
      if templates.contains(key) {
        let vars = attributes.first { $0.key.scalar?.text == "vars" }?.value
        guard let text = render(value, vars, of: entry, in: scope, &problems) else { continue }
        value = text
      }
      result.append(Node.Entry(key: attribute.key, value: value))
    }
    return result
  }

  private func render(
    _ path: Node, _ vars: Node?, of entry: Entry, in scope: Scope, _ problems: inout Diagnostics
  ) -> Node? {
    guard AttributeType.source.check(path, named: "template", reporting: &problems) else {
      return nil
    }
    var inner = scope
    if let vars, !vars.isNull {
      guard let evaluated = evaluator.evaluate(vars, in: scope, reporting: &problems) else {
        return nil
      }
      guard let members = evaluated.value.members else {
        problems.error(Message.varsNoMapping, at: vars.place, hint: "write { NAME: VALUE }")
        return nil
      }
      inner = scope.with(members)
    }
    return renderer.render(path, in: inner, of: entry.origin, reporting: &problems)
  }

  // MARK: What is left out

  /// What is left out, as far as it can be told without evaluating more than its names.
  private func excluded(
    _ entry: Entry, _ attributes: [Node.Entry], in scope: Scope
  ) -> Entry? {
    var ignored = Diagnostics()
    guard let label = evaluator.evaluateName(entry.label, in: scope, reporting: &ignored) else {
      return nil
    }
    let known = attributes.compactMap { attribute -> Node.Entry? in
      if attribute.key.scalar?.text == entry.kind.identityAttribute {
        return evaluator.evaluateName(attribute.value, in: scope, reporting: &ignored)
          .map { Node.Entry(key: attribute.key, value: $0) }
      }
      return Evaluator.isNeeded(for: attribute.value) ? nil : attribute
    }
    return Entry(
      kind: entry.kind, type: entry.type, label: label,
      value: Node(.mapping(known), at: entry.value?.place ?? label.place), origin: entry.origin)
  }
}

private enum Message {
  static let oneName = "'for_each' makes several resources, and this key is the same for all"
  static func oneNameHint(_ attribute: String) -> String {
    "put ${{ item }} or ${{ key }} into the key, or into '\(attribute)'"
  }
  static func emptyName(_ kind: String) -> String { "the name of a \(kind) is empty" }
  static let varsNoMapping = "'vars' must be a mapping of names to values"
}
