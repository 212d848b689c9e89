/// What the ledger remembers of a resource: the attributes that held when a run last left it.
///
/// It is kept in the ledger's own encoding and read on demand, since a run that changes nothing
/// only compares it.
package struct Applied: Sendable, Hashable {
  package struct Attribute: Sendable, Hashable {
    /// Stands for the desired value: the value itself where it is short and not sensitive, else a
    /// digest, keyed where it is sensitive.
    package let desired: String
    /// Stands for the value as it was then observed, in the same way.
    package let observed: String

    package init(desired: String, observed: String) {
      self.desired = desired
      self.observed = observed
    }
  }

  /// JSON: `{"created":true,"attributes":{"mode":["0644"],"owner":["www","root"]}}`, desired and
  /// observed, once where they are the same.
  package let encoded: String

  /// What the ledger has stored.
  package init(encoded: String) { self.encoded = encoded }

  /// - Parameter isCreated: whether converge itself created the thing.
  package init(attributes: [(name: String, attribute: Attribute)], isCreated: Bool) {
    var writer = Self.writer(isCreated)
    for (name, attribute) in attributes {
      Self.write(name, attribute.desired, attribute.observed, to: &writer)
    }
    writer.append("}}")
    encoded = writer.text
  }

  /// - Parameters:
  ///   - desired: the attributes that held.
  ///   - observed: their values as they were observed; `null` where there is none.
  ///   - isCreated: whether converge itself created the thing.
  ///   - word: what stands for a value.
  package init(
    desired: Attributes, observed: Attributes, isCreated: Bool, word: (Value) -> String
  ) {
    // Written without a value in between: a run makes one of these for each resource.
    var writer = Self.writer(isCreated)
    for index in desired.entries.indices {
      let name = desired.entries[index].key
      Self.write(
        name, word(desired.entries[index].value), word(observed[name] ?? .null), to: &writer)
    }
    writer.append("}}")
    encoded = writer.text
  }

  private static func writer(_ isCreated: Bool) -> JSONWriter {
    var writer = JSONWriter(capacity: 400)
    writer.append(isCreated ? Self.created : Self.found)
    writer.append("\"attributes\":{")
    return writer
  }

  private static func write(
    _ name: String, _ desired: String, _ observed: String, to writer: inout JSONWriter
  ) {
    if !writer.ends(with: UInt8(ascii: "{")) { writer.append(",") }
    writer.append(quoted: name)
    writer.append(":[")
    writer.append(quoted: desired)
    if observed != desired {
      writer.append(",")
      writer.append(quoted: observed)
    }
    writer.append("]")
  }

  /// How the encoding begins.
  private static let created: StaticString = "{\"created\":true,"
  private static let found: StaticString = "{\"created\":false,"

  /// Whether converge itself created the thing.
  package var isCreated: Bool {
    if begins(with: Self.created) { return true }
    return begins(with: Self.found) ? false : decoded["created"]?.boolean ?? false
  }

  private func begins(with start: StaticString) -> Bool {
    start.withUTF8Buffer { encoded.utf8.starts(with: $0) }
  }

  /// The attributes that held, in the order stored; none where the encoding cannot be read.
  package var attributes: [(name: String, attribute: Attribute)] {
    (decoded["attributes"]?.members ?? []).compactMap { member in
      guard let pair = member.value.list, let desired = pair.first?.text,
        let observed = pair.last?.text
      else { return nil }
      return (member.key, Attribute(desired: desired, observed: observed))
    }
  }

  private var decoded: Value { (try? Value(json: encoded.utf8)) ?? .null }
}
