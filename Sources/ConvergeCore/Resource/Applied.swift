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

  /// JSON: `{"created":true,"attributes":{"mode":["0644","0644"]}}`.
  package let encoded: String

  /// What the ledger has stored.
  package init(encoded: String) { self.encoded = encoded }

  /// - Parameter isCreated: whether converge itself created the thing.
  package init(attributes: [(name: String, attribute: Attribute)], isCreated: Bool) {
    let members = attributes.map {
      Value.Member($0.name, [.text($0.attribute.desired), .text($0.attribute.observed)])
    }
    encoded = Value.record(["created": .boolean(isCreated), "attributes": .mapping(members)])
      .jsonText()
  }

  /// Whether converge itself created the thing.
  package var isCreated: Bool { decoded["created"]?.boolean ?? false }

  /// The attributes that held, in the order stored; none where the encoding cannot be read.
  package var attributes: [(name: String, attribute: Attribute)] {
    (decoded["attributes"]?.members ?? []).compactMap { member in
      guard let pair = member.value.list, pair.count == 2, let desired = pair[0].text,
        let observed = pair[1].text
      else { return nil }
      return (member.key, Attribute(desired: desired, observed: observed))
    }
  }

  private var decoded: Value { (try? Value(json: encoded.utf8)) ?? .null }
}
