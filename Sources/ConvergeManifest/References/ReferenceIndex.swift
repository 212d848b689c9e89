internal import ConvergeCore

/// Finds entries by what references call them. Entries are named by their index.
struct ReferenceIndex {
  private let inventory: Inventory
  private var labels: [Reference: Int] = [:]
  /// By what they manage, as written and as it really is, where that is another word.
  private var names: [Reference: Int] = [:]
  private var ofKind: [String: [Int]] = [:]
  private var sorted: [String: [(name: [UInt8], entry: Int)]] = [:]
  private var ofIdentity: [Int: Int] = [:]
  private var matches: [Reference: Matches] = [:]

  /// What a pattern matches, in the order written.
  struct Matches {
    let numbers: [Int]
    let members: Set<Int>
  }

  init(_ inventory: Inventory) {
    self.inventory = inventory
    for (number, (declared, index)) in inventory.entries.enumerated() {
      let label = declared.reference
      labels[label] = labels[label] ?? number
      ofKind[label.kind, default: []].append(number)
      guard let index else { continue }
      ofIdentity[index] = ofIdentity[index] ?? number
      for name in Self.otherNames(inventory.resources[index]) {
        let other = Reference(kind: label.kind, name: name)
        names[other] = names[other] ?? number
      }
    }
  }

  private static func otherNames(_ resource: DeclaredResource) -> [String] {
    let label = resource.declaration.reference.name
    let written = resource.declaration.name.scalar?.text ?? label
    let real = resource.vertex.identity.name
    return [written, real].filter { $0 != label }
  }

  /// The entry of that label, else the one that manages the thing of that name.
  func entry(_ reference: Reference) -> Int? {
    if let known = labels[reference] ?? names[reference] { return known }
    return Pattern.isPattern(reference.name) ? nil : normalised(reference)
  }

  /// The entries of a kind, in the order written.
  func entries(ofKind kind: String) -> [Int] { ofKind[kind] ?? [] }

  /// The labels of a kind.
  func labels(ofKind kind: String) -> [String] {
    entries(ofKind: kind).map { inventory.entries[$0].declared.reference.name }
  }

  /// The entries whose label, or what they manage, matches.
  mutating func entries(matching pattern: Reference) -> Matches {
    if let known = matches[pattern] { return known }
    let numbers =
      pattern.name == "*"
      ? entries(ofKind: pattern.kind) : search(pattern.kind, for: pattern.name)
    let result = Matches(numbers: numbers, members: Set(numbers))
    matches[pattern] = result
    return result
  }

  private mutating func search(_ kind: String, for text: String) -> [Int] {
    let pattern = Pattern(text)
    let names = sortedNames(ofKind: kind)
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

  private mutating func sortedNames(ofKind kind: String) -> [(name: [UInt8], entry: Int)] {
    if let known = sorted[kind] { return known }
    let all = entries(ofKind: kind).flatMap { number in
      let (declared, index) = inventory.entries[number]
      let others = index.map { Self.otherNames(inventory.resources[$0]) } ?? []
      return ([declared.reference.name] + others).map { (name: Array($0.utf8), entry: number) }
    }
    let result = all.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    sorted[kind] = result
    return result
  }

  /// The entry that manages what the kind itself makes of the name: `/etc//motd` is `/etc/motd`.
  ///
  /// Only a declaration tells, so one is made of the name alone, and if the kind wants more, of an
  /// entry of the same kind under that name.
  private func normalised(_ reference: Reference) -> Int? {
    let declared = entries(ofKind: reference.kind).lazy.map { inventory.entries[$0].declared }
    guard let sample = declared.first(where: { $0.declaration != nil }),
      let model = sample.declaration
    else { return nil }
    for attributes in [[], model.attributes] {
      let probe = Declaration(
        kind: model.kind, reference: reference, place: model.place, attributes: attributes,
        name: Node(.scalar(Scalar(reference.name, isPlain: false)), at: model.place),
        common: CommonAttributes(), sources: model.sources)
      guard let identity = identity(of: probe, sample.entry.type) else { continue }
      guard let owner = inventory.owner(of: identity), let number = ofIdentity[owner],
        inventory.entries[number].declared.reference.kind == reference.kind
      else { return nil }
      return number
    }
    return nil
  }

  private func identity<R: Resource>(of probe: Declaration, _ type: R.Type) -> Identity? {
    var ignored = Diagnostics()
    return R(probe, reporting: &ignored)?.identity
  }
}
