/// JSON (RFC 8259) from a value, members in their order; sensitive values are never written.
extension Value {
  /// One line, or indented by two spaces.
  package func jsonText(isIndented: Bool = false) -> String {
    var writer = JSONWriter(isIndented: isIndented)
    writer.write(self, depth: 0)
    return writer.text
  }
}
