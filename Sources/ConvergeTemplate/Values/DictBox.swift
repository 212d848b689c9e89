internal import ConvergeCore

/// A mapping in the order of insertion, with Python's equality of keys: `1`, `1.0` and `true` are
/// one key, and texts are compared by code points.
final class DictBox {
  private struct Entry {
    let key: Datum
    var value: Datum
    let hash: Int
  }

  private var entries: [Entry] = []
  /// Where entries stand, found by their hashes; empty as long as a scan is as quick.
  private var index: [Int32] = []
  /// How far a hash is shifted down to a place in the index.
  private var indexShift: UInt = 0
  /// The members of a value from outside, as long as nobody asked for all of them: a template that
  /// reads two columns of a table need not turn the others.
  private var source: [Value.Member] = []
  /// Those lists and mappings among the members that were asked for.
  private var turnedMembers: [(position: Int, value: Datum)] = []

  /// Another one in each process, so that nobody can choose keys that come to one place.
  private static let multiplier = UInt(bitPattern: "place".hashValue) | 1

  /// From here on an index pays.
  private static let scanLimit = 12
  /// So many members of a value from outside are looked through.
  private static let sourceLimit = 32

  init() {}

  /// An empty one with room for so many.
  init(reserving count: Int) { entries.reserveCapacity(count) }

  init(strings members: some Sequence<(String, Datum)>) {
    for (key, value) in members { self[key] = value }
  }

  /// The members of a value, turned once they are needed.
  init(_ members: [Value.Member]) {
    source = members
    if members.count > Self.sourceLimit { turn() }
  }

  var count: Int {
    turn()
    return entries.count
  }

  var isEmpty: Bool { source.isEmpty && entries.isEmpty }

  /// How many there are, two members with one key perhaps counted twice.
  var sizeAtMost: Int { source.count + entries.count }

  /// Whether a list, mapping or object may be in it; of many members it is not asked.
  var holdsOthers: Bool {
    if entries.count > 64 { return true }
    return !source.isEmpty || entries.contains { $0.value.isContainer || $0.key.isContainer }
  }

  /// Those keys that are texts.
  var textKeys: [String] {
    keys.compactMap { key in if case .string(let text) = key { text } else { nil } }
  }

  var keys: [Datum] {
    turn()
    return entries.map(\.key)
  }

  var values: [Datum] {
    turn()
    return entries.map(\.value)
  }

  func key(at position: Int) -> Datum { entries[position].key }

  func value(at position: Int) -> Datum { entries[position].value }

  /// The hash of the key at `position`.
  func hash(at position: Int) -> Int { entries[position].hash }

  /// Makes entries of what came from outside.
  @inline(__always)
  private func turn() {
    if !source.isEmpty { turnAll() }
  }

  private func turnAll() {
    let members = source
    let turned = turnedMembers
    source = []
    turnedMembers = []
    entries.reserveCapacity(members.count)
    for position in members.indices {
      let value =
        turned.first { $0.position == position }?.value ?? Datum(members[position].value)
      let key = members[position].key
      set(.string(key), hash: textHash(key), to: value)
    }
  }

  subscript(name: String) -> Datum? {
    get { value(ofText: name, hash: textHash(name)) }
    set {
      if let newValue {
        set(.string(name), hash: textHash(name), to: newValue)
      } else {
        remove(.string(name), hash: textHash(name))
      }
    }
  }

  /// The value of a text whose hash is known.
  @inline(__always)
  func value(ofText name: String, hash: Int) -> Datum? {
    source.isEmpty ? entryValue(ofText: name, hash: hash) : member(name)
  }

  /// A member of what came from outside.
  private func member(_ name: String) -> Datum? {
    // Of two members with one key the last counts.
    let found = source.withUnsafeBufferPointer { members in
      members.indices.last { isSameText(members[$0].key, name) }
    }
    guard let position = found else { return nil }
    switch source[position].value {
    case .text(let text): return .string(text)
    case .integer(let number): return .integer(number)
    case .boolean(let flag): return .boolean(flag)
    case .null: return Datum.none
    case .float(let number): return .float(number)
    case let other:
      // What can be changed must stay the same thing.
      if let known = turnedMembers.first(where: { $0.position == position }) { return known.value }
      let value = Datum(other)
      turnedMembers.append((position, value))
      return value
    }
  }

  private func entryValue(ofText name: String, hash: Int) -> Datum? {
    var place = firstPlace(of: hash)
    while let position = nextPosition(&place) {
      if entries[position].hash == hash, entries[position].key.isText(name) {
        return entries[position].value
      }
    }
    return nil
  }

  /// The value of a key whose hash is known.
  func value(of key: Datum, hash: Int) -> Datum? {
    position(of: key, hash: hash).map { entries[$0].value }
  }

  /// Where the key of that hash stands.
  func position(of key: Datum, hash: Int) -> Int? {
    turn()
    var place = firstPlace(of: hash)
    while let position = nextPosition(&place) {
      if entries[position].hash == hash, entries[position].key.isSameKey(as: key) {
        return position
      }
    }
    return nil
  }

  /// Where looking for a hash begins: in the index, or among the entries.
  @inline(__always)
  private func firstPlace(of hash: Int) -> Int {
    index.isEmpty ? 0 : Int((UInt(bitPattern: hash) &* Self.multiplier) >> indexShift)
  }

  /// The next position at which an entry may have the hash; nil behind the last.
  @inline(__always)
  private func nextPosition(_ place: inout Int) -> Int? {
    let here = place
    if index.isEmpty {
      place += 1
      return here < entries.count ? here : nil
    }
    place = (place + 1) & (index.count - 1)
    return index[here] < 0 ? nil : Int(index[here])
  }

  func set(_ key: Datum, hash: Int, to value: Datum) {
    if let position = position(of: key, hash: hash) {
      entries[position].value = value
      return
    }
    entries.append(Entry(key: key, value: value, hash: hash))
    if entries.count * 2 <= index.count {
      addToIndex(entries.count - 1)
    } else if entries.count > Self.scanLimit {
      rebuildIndex()
    }
  }

  /// Takes a key out; the last one at little cost.
  @discardableResult
  func remove(_ key: Datum, hash: Int) -> Datum? {
    guard let position = position(of: key, hash: hash) else { return nil }
    if position == entries.count - 1 {
      takeFromIndex(position)
      return entries.removeLast().value
    }
    let value = entries.remove(at: position).value
    rebuildIndex()
    return value
  }

  func removeAll() {
    source = []
    turnedMembers = []
    entries = []
    index = []
  }

  func copy() -> DictBox {
    // Both must hold the same lists and mappings.
    turn()
    let other = DictBox()
    other.entries = entries
    other.index = index
    return other
  }

  /// Takes over every member of `other`.
  func update(with other: DictBox) {
    for position in 0..<other.count {
      set(other.key(at: position), hash: other.hash(at: position), to: other.value(at: position))
    }
  }

  /// An index of at least twice the entries, so that looking for one soon comes to a gap.
  private func rebuildIndex() {
    index = []
    guard entries.count > Self.scanLimit else { return }
    var size = 64
    while size < entries.count * 4 { size *= 2 }
    indexShift = UInt(UInt.bitWidth - size.trailingZeroBitCount)
    index = [Int32](repeating: -1, count: size)
    for position in entries.indices { addToIndex(position) }
  }

  private func addToIndex(_ position: Int) {
    var place = firstPlace(of: entries[position].hash)
    while index[place] >= 0 { place = (place + 1) & (index.count - 1) }
    index[place] = Int32(position)
  }

  /// The last entry's place is at the end of its row, so that nothing behind it is lost.
  private func takeFromIndex(_ position: Int) {
    guard !index.isEmpty else { return }
    var place = firstPlace(of: entries[position].hash)
    while index[place] != Int32(position) { place = (place + 1) & (index.count - 1) }
    index[place] = -1
  }
}

extension Datum {
  fileprivate func isText(_ name: String) -> Bool {
    switch self {
    case .string(let text), .markup(let text): isSameText(text, name)
    default: false
    }
  }

  /// The hash of a value that can be a key; nil for what changes, as lists do.
  var keyHash: Int? {
    switch self {
    case .missing, .undefined, .list, .dict: return nil
    case .none: return 0x5bd1_e995
    case .boolean(let flag): return flag ? 1 : 0
    case .integer(let number): return Int(number)
    case .float(let number):
      if let whole = Int64(exactly: number) { return Int(whole) }
      return Int(bitPattern: UInt(number.bitPattern))
    case .string(let text), .markup(let text): return textHash(text)
    case .tuple(let box): return box.keyHash()
    case .object(let object): return object.isHashable ? ObjectIdentifier(object).hashValue : nil
    case .sensitive(let box): return box.inner.keyHash
    }
  }

  /// Whether two keys are one.
  func isSameKey(as other: Datum) -> Bool {
    switch (self, other) {
    case (.string(let left), .string(let right)), (.markup(let left), .string(let right)),
      (.string(let left), .markup(let right)), (.markup(let left), .markup(let right)):
      isSameText(left, right)
    case (.none, .none): true
    case (.tuple(let left), .tuple(let right)):
      left.elements.count == right.elements.count
        && zip(left.elements, right.elements).allSatisfy { $0.isSameKey(as: $1) }
    case (.object(let left), .object(let right)): left === right
    case (.sensitive(let left), _): left.inner.isSameKey(as: other)
    case (_, .sensitive(let right)): isSameKey(as: right.inner)
    default:
      if let left = number, let right = other.number { left == right } else { false }
    }
  }

  /// The number, where it is one; `true` and `false` are 1 and 0.
  var number: Number? {
    switch self {
    case .boolean(let flag): .integer(flag ? 1 : 0)
    case .integer(let number): .integer(number)
    case .float(let number): .float(number)
    default: nil
    }
  }
}

extension ListBox {
  /// The hash of a tuple; nil where it holds what can be no key, or so much that comparing two
  /// would not end.
  fileprivate func keyHash(level: Int = 0) -> Int? {
    if let known { return known.hash }
    guard level < 100 else { return nil }
    var hash = 0x345678
    var size = 1
    for element in elements {
      let part: Int?
      if case .tuple(let inner) = element {
        part = inner.keyHash(level: level + 1)
        size += inner.known?.size ?? 0
      } else {
        part = element.keyHash
        size += 1
      }
      guard let part, size <= 10_000 else { return nil }
      hash = (hash &* 1_000_003) ^ part
    }
    known = (hash, size)
    return hash
  }
}

/// A number of either type.
enum Number {
  case integer(Int64)
  case float(Double)

  var asDouble: Double {
    switch self {
    case .integer(let number): Double(number)
    case .float(let number): number
    }
  }

  static func == (left: Number, right: Number) -> Bool {
    if case .integer(let first) = left, case .integer(let second) = right { return first == second }
    return left.asDouble == right.asDouble
  }

  static func < (left: Number, right: Number) -> Bool {
    if case .integer(let first) = left, case .integer(let second) = right { return first < second }
    return left.asDouble < right.asDouble
  }
}
