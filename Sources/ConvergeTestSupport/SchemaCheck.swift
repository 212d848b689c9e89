package import ConvergeCore

/// Holds a value against a JSON Schema, as far as ours go: types, words, keys, `anyOf`, `minimum`.
///
/// Stricter than the standard in one thing: every key must be in the schema, so that none is
/// forgotten there.
package enum SchemaCheck {
  /// What speaks against it; empty where nothing does.
  package static func complaints(
    about value: Value, against schema: Value, at path: String = "report"
  ) -> [String] {
    if let choices = schema["anyOf"]?.list {
      let attempts = choices.map { complaints(about: value, against: $0, at: path) }
      return attempts.contains([]) ? [] : attempts.min { $0.count < $1.count } ?? []
    }
    if let words = schema["enum"]?.list { return words.contains(value) ? [] : ["\(path) \(value)"] }
    switch (schema["type"]?.text, value) {
    case ("object", .mapping(let members)):
      return complaints(aboutMembers: members, of: value, against: schema, at: path)
    case ("array", .list(let elements)):
      return elements.enumerated().flatMap { index, element in
        complaints(about: element, against: schema["items"] ?? .null, at: "\(path)[\(index)]")
      }
    case ("integer", .integer(let number)) where number < 0: return ["\(path) is negative"]
    case ("number", .float(let number)) where number < 0: return ["\(path) is negative"]
    case ("string", .text), ("boolean", .boolean), ("integer", .integer), ("number", .float),
      ("number", .integer), ("null", .null), (nil, _):
      return []
    default: return ["\(path) is no \(schema["type"]?.text ?? "")"]
    }
  }

  private static func complaints(
    aboutMembers members: [Value.Member], of value: Value, against schema: Value, at path: String
  ) -> [String] {
    guard let properties = schema["properties"]?.members else { return [] }
    let missing = (schema["required"]?.list ?? []).compactMap(\.text).filter { value[$0] == nil }
    return missing.map { "\(path).\($0) is missing" }
      + members.flatMap { member in
        properties.first { $0.key == member.key }.map {
          complaints(about: member.value, against: $0.value, at: "\(path).\(member.key)")
        } ?? ["\(path).\(member.key) is not in the schema"]
      }
  }
}
