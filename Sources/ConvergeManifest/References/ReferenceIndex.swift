internal import ConvergeCore

/// Finds entries by what references call them. Entries are named by their index.
///
/// Each table is made when it is first asked for: most manifests refer to few kinds.
struct ReferenceIndex {
  private let inventory: Inventory
  private var ofKind: [Section: Names] = [:]
  private var matches: [Reference: Matches] = [:]

  /// The entries of one kind in one module.
  private struct Section: Hashable {
    let module: String
    let kind: String

    init(_ reference: Reference) {
      module = reference.module
      kind = reference.kind
    }
  }

  private struct Names {
    /// In the order written.
    var numbers: [Int] = []
    var labels: [String: Int]?
    /// By what an entry that expanded to several is called.
    var groups: [String: Matches]?
    /// By what they manage, as written and as it really is, where that is another word.
    var others: [String: Int]?
    var sorted: [(name: [UInt8], entry: Int)]?
    /// By the index of the resource.
    var ofResource: [Int: Int]?
  }

  /// What a pattern matches, in the order written.
  struct Matches {
    let numbers: [Int]
    let members: Set<Int>
  }

  init(_ inventory: Inventory) {
    self.inventory = inventory
    for number in inventory.entries.indices {
      ofKind[Section(inventory.entries[number].declared.reference), default: Names()]
        .numbers.append(number)
    }
  }

  /// The entry of that label, else the one that manages the thing of that name.
  mutating func entry(_ reference: Reference) -> Int? {
    let section = Section(reference)
    if let found = labels(section)[reference.name] ?? others(section)[reference.name] {
      return found
    }
    return Pattern.isPattern(reference.name) ? nil : normalised(reference)
  }

  /// All that the entry of that key expanded to.
  mutating func group(_ reference: Reference) -> Matches? {
    let section = Section(reference)
    if let known = ofKind[section]?.groups { return known[reference.name] }
    var numbers: [String: [Int]] = [:]
    for number in entries(in: section) {
      guard let group = inventory.entries[number].declared.entry.group else { continue }
      numbers[group, default: []].append(number)
    }
    let made = numbers.mapValues { Matches(numbers: $0, members: Set($0)) }
    ofKind[section]?.groups = made
    return made[reference.name]
  }

  /// The entries of a kind, in the order written.
  private func entries(in section: Section) -> [Int] { ofKind[section]?.numbers ?? [] }

  /// The labels of what is of the same kind and in the same module.
  func labels(beside reference: Reference) -> [String] {
    entries(in: Section(reference)).map(label)
  }

  private func label(_ number: Int) -> String { inventory.entries[number].declared.reference.name }

  private mutating func labels(_ section: Section) -> [String: Int] {
    if let known = ofKind[section]?.labels { return known }
    let pairs = entries(in: section).map { (label($0), $0) }
    let made = Dictionary(pairs) { first, _ in first }
    ofKind[section]?.labels = made
    return made
  }

  private mutating func others(_ section: Section) -> [String: Int] {
    if let known = ofKind[section]?.others { return known }
    let pairs = entries(in: section).flatMap { number in
      otherNames(number).map { ($0, number) }
    }
    let made = Dictionary(pairs) { first, _ in first }
    ofKind[section]?.others = made
    return made
  }

  private mutating func ofResource(_ section: Section) -> [Int: Int] {
    if let known = ofKind[section]?.ofResource { return known }
    let pairs = entries(in: section).compactMap { number in
      inventory.entries[number].index.map { ($0, number) }
    }
    let made = Dictionary(pairs) { first, _ in first }
    ofKind[section]?.ofResource = made
    return made
  }

  private func otherNames(_ number: Int) -> [String] {
    guard let index = inventory.entries[number].index else { return [] }
    let label = label(number)
    let resource = inventory.resources[index]
    let written = resource.declaration.name.scalar?.text ?? label
    return [written, resource.vertex.identity.name].filter { $0 != label }
  }

  /// The entries whose label, or what they manage, matches.
  mutating func entries(matching pattern: Reference) -> Matches {
    if let known = matches[pattern] { return known }
    let numbers =
      pattern.name == "*"
      ? entries(in: Section(pattern)) : search(Section(pattern), for: pattern.name)
    let result = Matches(numbers: numbers, members: Set(numbers))
    matches[pattern] = result
    return result
  }

  private mutating func search(_ section: Section, for text: String) -> [Int] {
    let pattern = Pattern(text)
    let names = sorted(section)
    var low = 0
    var high = names.count
    while low < high {
      let middle = (low + high) / 2
      if names[middle].name.lexicographicallyPrecedes(pattern.prefix) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var found: Set<Int> = []
    for (name, entry) in names[low...] {
      guard name.starts(with: pattern.prefix) else { break }
      if pattern.matches(String(decoding: name, as: UTF8.self)) { found.insert(entry) }
    }
    return found.sorted()
  }

  private mutating func sorted(_ section: Section) -> [(name: [UInt8], entry: Int)] {
    if let known = ofKind[section]?.sorted { return known }
    let made = entries(in: section)
      .flatMap { number in
        ([label(number)] + otherNames(number)).map { (name: Array($0.utf8), entry: number) }
      }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    ofKind[section]?.sorted = made
    return made
  }

  /// The entry that manages what the kind itself makes of the name: `/etc//motd` is `/etc/motd`.
  ///
  /// Only a declaration tells, so one is made of the name alone, and if the kind wants more, of an
  /// entry of the same kind under that name.
  private mutating func normalised(_ reference: Reference) -> Int? {
    let section = Section(reference)
    let numbers = entries(in: section)
    guard let number = numbers.first(where: { inventory.entries[$0].declared.isRight }) else {
      return nil
    }
    let model = inventory.entries[number].declared.declaration
    let type = inventory.entries[number].declared.entry.type
    for attributes in [[], model.attributes] {
      let probe = Declaration(
        kind: model.kind, reference: reference, place: model.place, attributes: attributes,
        name: Node(.scalar(Scalar(reference.name, isPlain: false)), at: model.place),
        common: CommonAttributes(), sources: model.sources, manifest: model.manifest)
      guard let identity = identity(of: probe, type) else { continue }
      return inventory.owner(of: identity).flatMap { ofResource(section)[$0] }
    }
    return nil
  }

  private func identity<R: Resource>(of probe: Declaration, _ type: R.Type) -> Identity? {
    var ignored = Diagnostics()
    return R(probe, reporting: &ignored)?.identity
  }
}
