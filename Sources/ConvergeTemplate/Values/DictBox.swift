/// A mapping in the order of insertion, with Python's equality of keys: `1`, `1.0` and `true` are
/// one key, and texts are compared by code points.
final class DictBox {
  private(set) var keys: [Datum] = []
  private(set) var values: [Datum] = []
  private var hashes: [Int] = []
  /// From hash to positions, once there are too many for a scan.
  private var index: [Int: [Int32]]?

  /// From here on an index pays.
  private static let scanLimit = 12

  init() {}

  init(strings members: some Sequence<(String, Datum)>) {
    for (key, value) in members { self[key] = value }
  }

  var count: Int { keys.count }

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
    if let index {
      for position in index[hash] ?? [] where keys[Int(position)].isText(name) {
        return values[Int(position)]
      }
      return nil
    }
    for position in 0..<hashes.count where hashes[position] == hash {
      if keys[position].isText(name) { return values[position] }
    }
    return nil
  }

  /// The value of a key whose hash is known.
  func value(of key: Datum, hash: Int) -> Datum? {
    position(of: key, hash: hash).map { values[$0] }
  }

  /// The key at a hash, as it was first given.
  func position(of key: Datum, hash: Int) -> Int? {
    if let index {
      return index[hash]?.first { keys[Int($0)].isSameKey(as: key) }.map(Int.init)
    }
    for position in 0..<hashes.count where hashes[position] == hash {
      if keys[position].isSameKey(as: key) { return position }
    }
    return nil
  }

  func set(_ key: Datum, hash: Int, to value: Datum) {
    if let position = position(of: key, hash: hash) {
      values[position] = value
      return
    }
    keys.append(key)
    values.append(value)
    hashes.append(hash)
    if index != nil {
      index?[hash, default: []].append(Int32(keys.count - 1))
    } else if keys.count > Self.scanLimit {
      rebuildIndex()
    }
  }

  @discardableResult
  func remove(_ key: Datum, hash: Int) -> Datum? {
    guard let position = position(of: key, hash: hash) else { return nil }
    let value = values[position]
    keys.remove(at: position)
    values.remove(at: position)
    hashes.remove(at: position)
    if index != nil { rebuildIndex() }
    return value
  }

  func removeAll() {
    keys = []
    values = []
    hashes = []
    index = nil
  }

  func copy() -> DictBox {
    let other = DictBox()
    other.keys = keys
    other.values = values
    other.hashes = hashes
    other.index = index
    return other
  }

  /// Takes over every member of `other`.
  func update(with other: DictBox) {
    for position in 0..<other.count {
      set(other.keys[position], hash: other.hashes[position], to: other.values[position])
    }
  }

  /// The hash of the key at `position`.
  func hash(at position: Int) -> Int { hashes[position] }

  private func rebuildIndex() {
    var built: [Int: [Int32]] = [:]
    built.reserveCapacity(keys.count)
    for (position, hash) in hashes.enumerated() { built[hash, default: []].append(Int32(position)) }
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
  left == right && left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
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
    case .tuple(let box):
      var hash = 0x345678
      for element in box.elements {
        guard let part = element.keyHash else { return nil }
        hash = (hash &* 1_000_003) ^ part
      }
      return hash
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
