internal import ConvergeCore

/// A value that somebody else wrote, within bounds.
enum FactDocument {
  static let sizeLimitBytes = 1 << 20
  static let levelLimit = 32
  static let valueLimit = 100_000

  /// Checks how deep and how large a value is, and that no mapping has a key twice.
  ///
  /// - Parameter path: what it was read from, for the error.
  static func check(_ value: Value, from path: String) throws(HostError) {
    var rest = [(value, 1)]
    var count = 0
    while let (value, level) = rest.popLast() {
      count += 1
      guard count <= valueLimit else { throw refusal(path, Message.tooMany) }
      guard level <= levelLimit else { throw refusal(path, Message.tooDeep) }
      switch value {
      case .list(let elements): rest += elements.map { ($0, level + 1) }
      case .mapping(let members):
        var keys: Set<String> = []
        for member in members where !keys.insert(member.key).inserted {
          throw refusal(path, Message.twice(member.key))
        }
        rest += members.map { ($0.value, level + 1) }
      case .float(let number) where !number.isFinite: throw refusal(path, Message.notFinite)
      default: break
      }
    }
  }

  /// A value from JSON.
  static func json(_ bytes: [UInt8], from path: String) throws(HostError) -> Value {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw refusal(path, Message.notText)
    }
    do {
      return try Value(json: bytes)
    } catch {
      throw refusal(path, Message.notJSON(error))
    }
  }

  private static func refusal(_ path: String, _ because: String) -> HostError {
    HostError(.refused, "take facts from", path, because: because)
  }
}

private enum Message {
  static let tooMany = "it has more than \(FactDocument.valueLimit) values"
  static let tooDeep = "it has more than \(FactDocument.levelLimit) levels"
  static let notFinite = "a number in it is infinite or none; write a number or a text"
  static let notText = "it is not UTF-8"
  static func twice(_ key: String) -> String { "the key '\(key)' stands twice in one mapping" }
  static func notJSON(_ error: JSONError) -> String { "it is no JSON: \(error)" }
}
