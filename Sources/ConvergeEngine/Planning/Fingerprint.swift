internal import ConvergeCore

/// What the ledger keeps in place of a value: itself where it is short, a digest where it is not,
/// and a keyed digest where it is sensitive.
struct Fingerprints: Sendable {
  /// The state directory's secret.
  let key: [UInt8]

  private static let longestPlain = 80

  /// The same text for the same value, always.
  func text(of value: Value) -> String {
    if value.isSensitive {
      return Digest(of: plainText(value).utf8, keyedWith: key).description
    }
    switch value {
    case .text(let text) where text.utf8.count <= Self.longestPlain: return text
    case .bytes(let bytes): return Digest(of: bytes).description
    default:
      let text = value.jsonText()
      return text.utf8.count <= Self.longestPlain ? text : Digest(of: text).description
    }
  }

  /// With what is sensitive written out, only ever as a digest's input.
  private func plainText(_ value: Value) -> String { revealed(value).jsonText() }

  private func revealed(_ value: Value) -> Value {
    switch value {
    case .sensitive(let inner): revealed(inner)
    case .list(let elements): .list(elements.map(revealed))
    case .mapping(let members):
      .mapping(members.map { Value.Member($0.key, revealed($0.value)) })
    default: value
    }
  }
}
