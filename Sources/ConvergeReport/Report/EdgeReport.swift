internal import ConvergeCore

/// What comes before what, by position: `[0, 3, "subscribe"]`.
///
/// A position past the last resource is a pattern, which edges pass through.
package struct EdgeReport: Sendable, Hashable {
  /// Why the one waits for the other.
  package enum Role: String, Sendable, CaseIterable { case require, subscribe, after, watch }

  /// In the report's `resources`, from zero.
  package let from: Int
  package let to: Int
  package let role: Role

  package init(from: Int, to: Int, role: Role) {
    self.from = from
    self.to = to
    self.role = role
  }
}

/// Written as a short list, since there are many.
extension EdgeReport: Reported {
  static var schema: Value {
    .record([
      "type": "array",
      "prefixItems": [
        Int.schema, Int.schema,
        .record(["enum": .list(Role.allCases.map { .text($0.rawValue) })]),
      ],
      "minItems": 3, "maxItems": 3,
    ])
  }

  var value: Value {
    .list([.integer(Int64(from)), .integer(Int64(to)), .text(role.rawValue)])
  }

  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard let parts = value.list, parts.count == 3, let role = parts[2].text.flatMap(Role.init)
    else { throw MalformedReport("two positions and a role", at: path) }
    self.init(
      from: try Int(parts[0], at: "\(path)[0]"), to: try Int(parts[1], at: "\(path)[1]"),
      role: role)
  }
}
