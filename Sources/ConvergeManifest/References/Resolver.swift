internal import ConvergeCore

/// Finds what references mean, and says what was probably meant where they mean nothing.
struct Resolver {
  let inventory: Inventory
  private let kinds: KindCatalog
  private lazy var index = ReferenceIndex(inventory)
  /// Suggestions cost a look at every name, so there is an end to them.
  private var suggestionsLeft = 50

  init(inventory: Inventory, kinds: KindCatalog) {
    self.inventory = inventory
    self.kinds = kinds
  }

  /// Entries by their index.
  enum Found {
    case nothing
    case one(Int)
    /// Whether the one that asks is among them; it is not meant.
    case matches([Int], isMember: Bool)
    /// All of these modules.
    case modules([Int])

    var numbers: [Int] {
      switch self {
      case .nothing, .modules: []
      case .one(let number): [number]
      case .matches(let numbers, _): numbers
      }
    }
  }

  /// What a reference means that stands in a module, or in the manifest where that is empty.
  ///
  /// - Parameter number: the entry that it stands in; nil for the entry of a module.
  mutating func entries(
    _ target: CommonAttributes.Target, in scope: String, from number: Int?,
    reporting problems: inout Diagnostics
  ) -> Found {
    guard let written = Reference(target.text) else {
      problems.error(
        Message.noReference(target.text), at: target.place,
        hint: hint(forName: target.text, in: scope))
      return .nothing
    }
    guard let module = module(of: written, in: scope, target, &problems) else { return .nothing }
    let reference = Reference(module: module, kind: written.kind, name: written.name)
    if reference.kind == "module" { return modules(reference, target, &problems) }
    guard reference.kind != "hook" || kinds.kind(named: "hook") != nil else {
      problems.error(Message.coming("hooks"), at: target.place)
      return .nothing
    }
    guard kinds.kind(named: reference.kind) != nil else {
      problems.error(
        Message.unknownKind(reference.kind), at: target.place, hint: hint(forKindOf: written))
      return .nothing
    }
    if let found = index.entry(reference) {
      if found != number { return .one(found) }
      problems.error(Message.itself(target.text), at: target.place, hint: Message.leaveOut)
      return .nothing
    }
    if let group = index.group(reference) {
      return .matches(group.numbers, isMember: number.map(group.members.contains) ?? false)
    }
    if inventory.excluded.contains(reference) { return .nothing }
    if Pattern.isPattern(reference.name) {
      return matches(reference, target, from: number, &problems)
    }
    problems.error(
      Message.nothing(written), at: target.place, hint: hint(forMissing: reference, written))
    return .nothing
  }

  private mutating func matches(
    _ reference: Reference, _ target: CommonAttributes.Target, from number: Int?,
    _ problems: inout Diagnostics
  ) -> Found {
    let found = index.entries(matching: reference)
    let isMember = number.map(found.members.contains) ?? false
    if found.numbers.count <= (isMember ? 1 : 0) {
      problems.warning(Message.noMatch(target.text), at: target.place)
    }
    return .matches(found.numbers, isMember: isMember)
  }

  private mutating func hint(forName text: String, in scope: String) -> String {
    guard suggestionsLeft > 0 else { return Message.form }
    suggestionsLeft -= 1
    for item in kinds.items
    where index.entry(Reference(module: scope, kind: item.kind.name, name: text)) != nil {
      return Message.didYouMean("\(item.kind.name):\(text)")
    }
    return Message.form
  }

  /// The names worth a closer look: of many, those that begin and end most as `text` does.
  private static func alike(_ text: String, among names: [String]) -> [String] {
    let wanted = Array(text.utf8)
    guard names.count * wanted.count * wanted.count > 1_000_000 else { return names }
    let shared = names.map { name in
      let start = zip(wanted, name.utf8).prefix { $0 == $1 }.count
      let end = zip(wanted.reversed(), name.utf8.reversed()).prefix { $0 == $1 }.count
      return (count: start + end, name: name)
    }
    return shared.sorted { $0.count > $1.count }.prefix(20).map(\.name)
  }

  private func hint(forKindOf reference: Reference) -> String? {
    let names = kinds.items.map(\.kind.name)
    let meant =
      kinds.kind(ofSection: reference.kind)?.kind.name
      ?? nearest(to: reference.kind, among: names)
    if let meant { return Message.didYouMean("\(meant):\(reference.name)") }
    return "the kinds are \(names.joined(separator: ", "))"
  }

  private mutating func hint(
    forMissing reference: Reference, _ written: Reference
  ) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    for item in kinds.items where item.kind.name != reference.kind {
      let kind = item.kind.name
      let other = Reference(module: reference.module, kind: kind, name: reference.name)
      if index.entry(other) == nil { continue }
      let meant = Reference(module: written.module, kind: kind, name: written.name)
      return Message.didYouMean(meant.description)
    }
    let names = Self.alike(reference.name, among: index.labels(beside: reference))
    return nearest(to: reference.name, among: names).map {
      Message.didYouMean("\(Reference(module: written.module, kind: written.kind, name: $0))")
    } ?? Message.declare
  }
}

private enum Message {
  static func noReference(_ text: String) -> String { "'\(text)' is no reference" }
  static let form = "write kind:name, as 'package:nginx'"
  static func coming(_ what: String) -> String { "\(what) are not in this version yet" }
  static func unknownKind(_ kind: String) -> String { "there is no kind '\(kind)'" }
  static func itself(_ text: String) -> String { "'\(text)' is the resource that this stands in" }
  static func nothing(_ reference: Reference) -> String { "'\(reference)' is not declared" }
  static let declare = "declare it, or leave the reference out"
  static let leaveOut = "leave it out"
  static func noMatch(_ text: String) -> String { "'\(text)' matches nothing" }
  static func didYouMean(_ text: String) -> String { "did you mean '\(text)'?" }
}
