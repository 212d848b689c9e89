internal import ConvergeCore

/// Something that stands in a report: how it is written, read back, and described in the schema.
protocol Reported: Sendable, Equatable {
  /// JSON Schema 2020-12 of what `value` gives.
  static var schema: Value { get }
  /// Plain: nothing sensitive, nothing unknown, no bytes.
  var value: Value { get }
  /// Reads what `value` gave; `path` is where it stands, for the error.
  init(_ value: Value, at path: String) throws(MalformedReport)
}

/// A text that is no report of a version that we know.
package struct MalformedReport: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ wanted: String, at path: String) {
    description = "\(path.isEmpty ? "the report" : path) must be \(wanted)"
  }

  init(_ description: String) { self.description = description }
}

extension String: Reported {
  static var schema: Value { .record(["type": "string"]) }
  var value: Value { .text(self) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .text(let text) = value else { throw MalformedReport("text", at: path) }
    self = text
  }
}

extension Bool: Reported {
  static var schema: Value { .record(["type": "boolean"]) }
  var value: Value { .boolean(self) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .boolean(let flag) = value else { throw MalformedReport("a boolean", at: path) }
    self = flag
  }
}

extension Int: Reported {
  static var schema: Value { .record(["type": "integer", "minimum": 0]) }
  var value: Value { .integer(Int64(self)) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .integer(let number) = value, let exact = Int(exactly: number) else {
      throw MalformedReport("an integer", at: path)
    }
    self = exact
  }
}

/// Written with microseconds at most.
extension Double: Reported {
  static var schema: Value { .record(["type": "number", "minimum": 0]) }
  var value: Value { .float((self * 1000).rounded() / 1000) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    switch value {
    case .float(let number): self = number
    case .integer(let number): self = Double(number)
    default: throw MalformedReport("a number", at: path)
    }
  }
}

/// Whatever a user or a host gave.
extension Value: Reported {
  static var schema: Value { .mapping([]) }
  var value: Value {
    switch self {
    case .sensitive: .text("(sensitive)")
    case .unknown: .text("?")
    case .bytes(let content): .text(String(decoding: content, as: UTF8.self))
    case .list(let elements): .list(elements.map(\.value))
    case .mapping(let members): .mapping(members.map { Member($0.key, $0.value.value) })
    case .null, .boolean, .integer, .float, .text: self
    }
  }
  init(_ value: Value, at path: String) throws(MalformedReport) { self = value }
}

extension Array: Reported where Element: Reported {
  static var schema: Value { .record(["type": "array", "items": Element.schema]) }
  var value: Value { .list(map(\.value)) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .list(let elements) = value else { throw MalformedReport("a list", at: path) }
    self = []
    for (index, element) in elements.enumerated() {
      append(try Element(element, at: "\(path)[\(index)]"))
    }
  }
}

extension Optional: Reported where Wrapped: Reported {
  static var schema: Value {
    .record(["anyOf": [Wrapped.schema, .record(["type": "null"])]])
  }
  var value: Value { self?.value ?? .null }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    self = value == .null ? nil : try Wrapped(value, at: path)
  }
}
