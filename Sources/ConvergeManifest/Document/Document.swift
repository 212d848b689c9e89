internal import ConvergeCore

/// The top level of one manifest file: what it says of itself, what it defines, and the entries of
/// its sections in order.
struct Document {
  private(set) var name: Node?
  private(set) var description: Node?
  private(set) var parameters: [Node.Entry] = []
  private(set) var variables: [(name: String, node: Node)] = []
  private(set) var data: [Node] = []
  private(set) var includes: [Node] = []
  private(set) var outputs: [(name: String, node: Node)] = []
  private(set) var modules: [ModuleEntry] = []
  /// Whether an entry of a module is wrong, so that it is not among them.
  private(set) var hasWrongModules = false
  private(set) var defaults = Defaults()
  private(set) var entries: [Entry] = []

  /// - Parameters:
  ///   - root: nil for a text without content.
  ///   - origin: what its entries are read with.
  init(
    _ root: Node?, origin: DocumentOrigin, kinds: KindCatalog, reporting problems: inout Diagnostics
  ) {
    guard let root else {
      problems.warning(Message.empty, at: Place(file: origin.file, line: 1, column: 1))
      return
    }
    guard let members = root.mapping else {
      problems.error(Message.noMapping, at: root.place, hint: Message.sectionHint)
      return
    }
    for member in members {
      let key = member.key.scalar?.text ?? ""
      if let item = kinds.kind(ofSection: key) {
        entries += Section(item, member, origin).entries(reporting: &problems)
      } else {
        read(key, member, kinds, origin, &problems)
      }
    }
    // What a document defaults goes for all of it, also for what stands above.
    if !defaults.isEmpty {
      for index in entries.indices { entries[index].defaults = defaults[entries[index].kind.name] }
    }
  }

  private mutating func read(
    _ key: String, _ member: Node.Entry, _ kinds: KindCatalog, _ origin: DocumentOrigin,
    _ problems: inout Diagnostics
  ) {
    switch key {
    case "name":
      if AttributeType.text.check(member.value, named: key, reporting: &problems) {
        name = member.value
      }
    case "description":
      if AttributeType.text.check(member.value, named: key, reporting: &problems) {
        description = member.value
      }
    case "converge": LanguageVersion.check(member.value, reporting: &problems)
    case "parameters": parameters = Self.members(member, &problems)
    case "variables": variables = Self.names(member, &problems)
    case "outputs": outputs = Self.names(member, &problems)
    case "data": data = Self.paths(member, &problems)
    case "include": includes = Self.paths(member, &problems)
    case "modules":
      let members = Self.members(member, &problems)
      modules = members.compactMap { ModuleEntry($0, origin, reporting: &problems) }
      hasWrongModules = modules.count < members.count
    case "defaults": defaults.read(member, kinds, reporting: &problems)
    default:
      let hint = SectionHint(key, kinds: kinds)
      problems.error(hint.message, at: member.key.place, hint: hint.hint)
    }
  }

  private static func members(
    _ member: Node.Entry, _ problems: inout Diagnostics
  ) -> [Node.Entry] {
    if let entries = member.value.mapping { return entries }
    if member.value.isNull { return [] }
    let key = member.key.scalar?.text ?? ""
    problems.error(Message.noMembers(key), at: member.value.place, hint: "write { NAME: … }")
    return []
  }

  /// Names that an expression can call.
  private static func names(
    _ member: Node.Entry, _ problems: inout Diagnostics
  ) -> [(name: String, node: Node)] {
    members(member, &problems).compactMap { entry in
      let name = entry.key.scalar?.text ?? ""
      guard Parameters.isName(name) else {
        problems.error(Message.noName(name), at: entry.key.place, hint: Message.nameHint)
        return nil
      }
      return (name, entry.value)
    }
  }

  private static func paths(_ member: Node.Entry, _ problems: inout Diagnostics) -> [Node] {
    if member.value.isNull { return [] }
    let key = member.key.scalar?.text ?? ""
    guard AttributeType.listOrOne(.text).check(member.value, named: key, reporting: &problems)
    else { return [] }
    return member.value.sequence ?? [member.value]
  }
}

private enum Message {
  static let empty = "the manifest is empty: nothing is declared"
  static let noMapping = "a manifest is a mapping"
  static let sectionHint = "begin with a section, as 'files:'"
  static func noMembers(_ key: String) -> String { "'\(key)' must be a mapping of names to values" }
  static func noName(_ name: String) -> String { "'\(name)' is no name that expressions can use" }
  static let nameHint = "letters, digits and '_', as 'http_port'"
}
