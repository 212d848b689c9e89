internal import ConvergeCore

/// A mapping with fixed keys. Its JSON, how it is read back, and its schema come from one list, so
/// that the three cannot drift.
protocol ReportedRecord: Reported {
  static var summary: String { get }
  static var fields: [Field<Self>] { get }
  init()
}

/// One key of a record.
struct Field<Owner>: Sendable {
  let name: String
  let schema: Value
  /// Whether the key is always there.
  let isRequired: Bool
  /// nil: left out.
  let read: @Sendable (Owner) -> Value?
  let write: @Sendable (inout Owner, Value, String) throws(MalformedReport) -> Void

  init<Content: Reported>(
    _ name: String, _ path: any WritableKeyPath<Owner, Content> & Sendable, _ summary: String
  ) {
    self.name = name
    schema = described(Content.schema, summary)
    isRequired = true
    read = { $0[keyPath: path].value }
    write = { (owner, value, place) throws(MalformedReport) in
      owner[keyPath: path] = try Content(value, at: place)
    }
  }

  /// A key that is left out where there is nothing to say.
  init<Content: Reported>(
    optional name: String, _ path: any WritableKeyPath<Owner, Content?> & Sendable,
    _ summary: String
  ) {
    self.name = name
    schema = described(Content.schema, summary)
    isRequired = false
    read = { $0[keyPath: path]?.value }
    write = { (owner, value, place) throws(MalformedReport) in
      owner[keyPath: path] = try Content(value, at: place)
    }
  }

  /// A key that follows from the others, and is not read back.
  init<Content: Reported>(
    derived name: String, _ summary: String, _ derive: @escaping @Sendable (Owner) -> Content
  ) {
    self.name = name
    schema = described(Content.schema, summary)
    isRequired = true
    read = { derive($0).value }
    write = { _, _, _ in }
  }
}

extension ReportedRecord {
  static var schema: Value {
    .record([
      "type": "object", "description": .text(summary),
      "properties": .mapping(fields.map { Value.Member($0.name, $0.schema) }),
      "required": .list(fields.filter(\.isRequired).map { .text($0.name) }),
    ])
  }

  var value: Value {
    var members: [Value.Member] = []
    members.reserveCapacity(Self.fields.count)
    for field in Self.fields {
      if let value = field.read(self) { members.append(Value.Member(field.name, value)) }
    }
    return .mapping(members)
  }

  /// Keys that are not known are passed over, keys that are missing keep their default: reports
  /// grow, and those of older versions stay readable.
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .mapping(let members) = value else {
      throw MalformedReport("a mapping", at: path)
    }
    self.init()
    for field in Self.fields {
      guard let member = members.first(where: { $0.key == field.name }) else { continue }
      try field.write(&self, member.value, path.isEmpty ? field.name : "\(path).\(field.name)")
    }
  }
}

private func described(_ schema: Value, _ summary: String) -> Value {
  .mapping(
    (schema.members ?? []).filter { $0.key != "description" } + [
      Value.Member("description", .text(summary))
    ])
}
