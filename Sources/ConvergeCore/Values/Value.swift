/// A value of the manifest language, of an observation, or of a report.
///
/// `unknown` is what only the apply will tell; `sensitive` wraps what must never be shown. Both
/// survive every step, so that no view can forget about them.
package enum Value: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case text(String)
  case bytes([UInt8])
  case list([Value])
  case mapping([Member])
  case unknown
  indirect case sensitive(Value)

  /// One key of a mapping with its value; order is kept as written.
  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: Value

    package init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The value of `key`, where this is a mapping that has it.
  package subscript(key: String) -> Value? {
    switch self {
    case .mapping(let members): members.first { $0.key == key }?.value
    case .sensitive(let inner): inner[key].map(Value.sensitive)
    default: nil
    }
  }

  /// The text, where this is one; sensitive text is given too.
  package var text: String? {
    switch self {
    case .text(let text): text
    case .sensitive(let inner): inner.text
    default: nil
    }
  }

  /// The integer, where this is one.
  package var integer: Int64? {
    switch self {
    case .integer(let number): number
    case .sensitive(let inner): inner.integer
    default: nil
    }
  }

  /// The boolean, where this is one.
  package var boolean: Bool? {
    if case .boolean(let flag) = self { flag } else { nil }
  }

  /// The elements, where this is a list.
  package var list: [Value]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  /// The members, where this is a mapping.
  package var members: [Member]? {
    if case .mapping(let members) = self { members } else { nil }
  }

  /// Whether any part of it is sensitive.
  package var isSensitive: Bool {
    switch self {
    case .sensitive: true
    case .list(let elements): elements.contains { $0.isSensitive }
    case .mapping(let members): members.contains { $0.value.isSensitive }
    default: false
    }
  }

  /// A mapping from pairs, in their order.
  package static func record(_ members: KeyValuePairs<String, Value>) -> Value {
    .mapping(members.map { Member($0.key, $0.value) })
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
  package init(booleanLiteral flag: Bool) { self = .boolean(flag) }
  package init(arrayLiteral elements: Value...) { self = .list(elements) }
}
