internal import ConvergeCore

/// A collection that is being read.
struct Frame {
  let isMapping: Bool
  let start: YAMLMark
  let anchor: String?
  /// How many nodes there were before it.
  let firstNode: Int
  /// The levels below its own, and its own.
  private(set) var height = 1
  private(set) var entries: [Node.Entry] = []
  private var elements: [Node] = []
  private var key: Node?
  private var hasMerge = false
  /// The entries by key, once there are so many that looking through them would cost.
  private var places: [String: Place] = [:]

  init(isMapping: Bool, start: YAMLMark, anchor: String?, firstNode: Int) {
    self.isMapping = isMapping
    self.start = start
    self.anchor = anchor
    self.firstNode = firstNode
  }

  private static let indexedFrom = 8

  /// Whether what comes next is the value of a key, or an element.
  var isAtValue: Bool { !isMapping || key != nil }

  /// Goes on without the value that comes next: it is none, and that was reported.
  mutating func leaveOut() { key = nil }

  mutating func put(_ node: Node, height below: Int, reporting problems: inout Diagnostics) {
    height = max(height, below + 1)
    guard isMapping else {
      elements.append(node)
      return
    }
    guard let key else {
      self.key = node
      return
    }
    self.key = nil
    guard let scalar = key.scalar else {
      // What begins with such a key is told by it.
      let told = problems.items.last
      let isTold =
        told?.message == Message.keyIsNoScalar
        && (told?.place?.line, told?.place?.column) == (key.place.line, key.place.column)
      if !isTold { problems.error(Message.keyIsNoScalar, at: key.place, hint: Message.keyHint) }
      return
    }
    if let first = firstPlace(of: scalar.text) {
      problems.error(
        Message.duplicate(scalar.text), at: key.place, hint: Message.duplicateHint,
        related: [Diagnostic.Related(Message.firstHere, at: first)])
      return
    }
    if scalar.isPlain, scalar.text == "<<" { hasMerge = true }
    // Most are short; one piece of memory takes them.
    if entries.isEmpty { entries.reserveCapacity(4) }
    entries.append(Node.Entry(key: key, value: node))
    index()
  }

  private func firstPlace(of text: String) -> Place? {
    if entries.count >= Self.indexedFrom { return places[text] }
    return entries.firstIndex { $0.key.scalar?.text == text }.map { entries[$0].key.place }
  }

  private mutating func index() {
    guard entries.count >= Self.indexedFrom else { return }
    let first = entries.count == Self.indexedFrom ? 0 : entries.count - 1
    for place in first..<entries.count {
      places[entries[place].key.scalar?.text ?? ""] = entries[place].key.place
    }
  }

  /// What was read, merge keys carried out.
  func content(reporting problems: inout Diagnostics) -> Node.Content {
    guard isMapping else { return .sequence(elements) }
    return .mapping(hasMerge ? merged(reporting: &problems) : entries)
  }

  /// As the merge type has it (yaml.org/type/merge): written keys win, then the earlier source.
  private func merged(reporting problems: inout Diagnostics) -> [Node.Entry] {
    var names = Set(entries.compactMap { $0.key.scalar?.text })
    var result: [Node.Entry] = []
    for entry in entries {
      guard let key = entry.key.scalar, key.isPlain, key.text == "<<" else {
        result.append(entry)
        continue
      }
      for source in entry.value.sequence ?? [entry.value] {
        guard let inherited = source.mapping else {
          problems.error(Message.mergeOfNoMapping, at: source.place, hint: Message.mergeHint)
          continue
        }
        for other in inherited where names.insert(other.key.scalar?.text ?? "").inserted {
          result.append(other)
        }
      }
    }
    return result
  }
}

private enum Message {
  static let keyIsNoScalar = "a key must be text"
  static let keyHint = "quote a text that begins with '{' or '['"
  static func duplicate(_ key: String) -> String { "the key '\(key)' is here twice" }
  static let duplicateHint = "leave one of them out"
  static let firstHere = "first written here"
  static let mergeOfNoMapping = "'<<' takes a mapping, or a list of mappings"
  static let mergeHint = "write <<: *name"
}
