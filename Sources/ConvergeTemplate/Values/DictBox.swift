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
  /// From hash to positions, once there are too many for a scan.
  private var index: [Int: [Int32]]?
  /// The members of a value from outside, as long as nobody asked for more than single texts and
  /// numbers of it: a template that reads two columns of a table need not turn all of it.
  private var source: [Value.Member] = []

  /// From here on an index pays.
  private static let scanLimit = 12

  init() {}

  init(strings members: some Sequence<(String, Datum)>) {
    for (key, value) in members { self[key] = value }
  }

  /// The members of a value, turned once they are needed.
  init(_ members: [Value.Member]) {
    source = members
    if members.count > Self.scanLimit { turn() }
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
  private func turn() {
    if source.isEmpty { return }
    let members = source
    source = []
    entries.reserveCapacity(members.count)
    for member in members {
      set(.string(member.key), hash: textHash(member.key), to: Datum(member.value))
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
    if !source.isEmpty, let value = plainMember(name) { return value }
    return turnedValue(ofText: name, hash: hash)
  }

  /// A text, number, flag or none among the members that were not turned yet.
  private func plainMember(_ name: String) -> Datum? {
    // Of two members with one key the last counts.
    for member in source.reversed() where isSameText(member.key, name) {
      switch member.value {
      case .text(let text): return .string(text)
      case .integer(let number): return .integer(number)
      case .boolean(let flag): return .boolean(flag)
      case .null: return Datum.none
      case .float(let number): return .float(number)
      default: return nil
      }
    }
    return nil
  }

  private func turnedValue(ofText name: String, hash: Int) -> Datum? {
    turn()
    if let index {
      for position in index[hash] ?? [] where entries[Int(position)].key.isText(name) {
        return entries[Int(position)].value
      }
      return nil
    }
    for position in 0..<entries.count where entries[position].hash == hash {
      if entries[position].key.isText(name) { return entries[position].value }
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
    if let index {
      return index[hash]?.first { entries[Int($0)].key.isSameKey(as: key) }.map(Int.init)
    }
    for position in 0..<entries.count where entries[position].hash == hash {
      if entries[position].key.isSameKey(as: key) { return position }
    }
    return nil
  }

  func set(_ key: Datum, hash: Int, to value: Datum) {
    if let position = position(of: key, hash: hash) {
      entries[position].value = value
      return
    }
    entries.append(Entry(key: key, value: value, hash: hash))
    if index != nil {
      index?[hash, default: []].append(Int32(entries.count - 1))
    } else if entries.count > Self.scanLimit {
      rebuildIndex()
    }
  }

  /// Takes a key out; the last one at little cost.
  @discardableResult
  func remove(_ key: Datum, hash: Int) -> Datum? {
    guard let position = position(of: key, hash: hash) else { return nil }
    let value = entries.remove(at: position).value
    if position == entries.count {
      index?[hash]?.removeAll { Int($0) == position }
    } else if index != nil {
      rebuildIndex()
    }
    return value
  }

  func removeAll() {
    source = []
    entries = []
    index = nil
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

  private func rebuildIndex() {
    var built: [Int: [Int32]] = [:]
    built.reserveCapacity(entries.count)
    for position in entries.indices {
      built[entries[position].hash, default: []].append(Int32(position))
    }
    index = built
  }
}

/// A hash over the code points of a text (FNV-1a, 64 bits, by bytes).
func textHash(_ text: String) -> Int {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return Int(bitPattern: UInt(truncatingIfNeeded: hash))
}

/// Whether two texts have the same code points; Swift's own equality is that of characters.
@inline(__always)
func isSameText(_ left: String, _ right: String) -> Bool {
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  return left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second in
      areSame(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
    } ?? left.utf8.elementsEqual(right.utf8)
  } ?? left.utf8.elementsEqual(right.utf8)
}

/// Compares eight bytes at a time; both are of one length.
private func areSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  var position = 0
  while position + 8 <= left.count {
    let first = left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    if first != right.loadUnaligned(fromByteOffset: position, as: UInt64.self) { return false }
    position += 8
  }
  while position < left.count {
    if left[position] != right[position] { return false }
    position += 1
  }
  return true
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
