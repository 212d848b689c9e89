package import ConvergeCore

extension Report {
  /// The report as a plain value, for formats that are written elsewhere.
  package var plainValue: Value { value }

  /// JSON with a line break at its end.
  package func json(isIndented: Bool = true) -> String {
    value.jsonText(isIndented: isIndented) + "\n"
  }

  /// Reads a report back.
  ///
  /// - Throws: `MalformedReport` where the text is no JSON, of another version, or has a value of
  ///   a wrong type.
  package init(json text: String) throws(MalformedReport) {
    let value: Value
    do {
      value = try Value(json: text.utf8)
    } catch {
      throw MalformedReport("the report is no JSON: \(error)")
    }
    guard value["converge"] == 1 else { throw MalformedReport("1", at: "converge") }
    try self.init(value, at: "")
  }

  /// The JSON Schema (2020-12) that every report is held against.
  package static var jsonSchema: Value {
    .mapping(
      [
        Value.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
        Value.Member("title", "converge report"),
      ] + (schema.members ?? []))
  }
}
