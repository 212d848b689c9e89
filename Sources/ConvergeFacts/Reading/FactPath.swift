package import ConvergeCore

/// A way into facts, as `network.interfaces.eth0.mtu` or `cpu.flags.0`.
package struct FactPath: Sendable {
  private let text: String
  private let parts: [Substring]

  package init(_ text: String) {
    self.text = text
    parts = text.split(separator: ".", omittingEmptySubsequences: false)
  }

  /// The name of the fact that it begins with.
  package var name: String { parts.first.map(String.init) ?? "" }

  /// What it goes on with; for `local.rack.unit`, `rack` and so on.
  package var rest: [String] { parts.dropFirst().map(String.init) }

  /// The value that it leads to in a fact. A key may have dots in it itself: `interfaces.eth0.100`.
  ///
  /// - Parameter rest: what is still to be gone.
  /// - Throws: `HostError`, `notFound` with the nearest key where it leads nowhere.
  package func value(in fact: Value, _ rest: [String]) throws(HostError) -> Value {
    if let value = Self.step(fact, rest[...]) { return value }
    throw HostError(.notFound, "find the fact", text, because: complaint(fact, rest))
  }

  /// A value by a path whose keys may have dots in them; nil where it leads nowhere.
  private static func step(_ value: Value, _ rest: ArraySlice<String>) -> Value? {
    guard let first = rest.first else { return value }
    switch value {
    case .list(let elements):
      guard let index = Int(first), elements.indices.contains(index) else { return nil }
      return step(elements[index], rest.dropFirst())
    case .mapping:
      // The longest key counts, so that an interface and its VLAN are told apart.
      for count in stride(from: rest.count, to: 0, by: -1) {
        guard let inner = value[rest.prefix(count).joined(separator: ".")] else { continue }
        return step(inner, rest.dropFirst(count))
      }
      return nil
    default: return nil
    }
  }

  /// Names what is known as far as the path leads anywhere.
  private func complaint(_ fact: Value, _ rest: [String]) -> String {
    var value = fact
    var reached = [name]
    for part in rest {
      guard let next = Self.step(value, [part]) else {
        let shown = reached.joined(separator: ".")
        switch value {
        case .mapping(let members):
          return Message.noKey(
            shown, part, members.map(\.key), nearest(to: part, among: members.map(\.key)))
        case .list(let elements): return Message.noElement(shown, part, elements.count)
        default: return Message.noMapping(shown, part)
        }
      }
      value = next
      reached.append(part)
    }
    return Message.noMapping(reached.joined(separator: "."), "")
  }

  /// What is said of a name that no fact has.
  static func unknown(_ name: String, among names: [String]) -> HostError {
    HostError(
      .notFound, "find the fact", name,
      because: Message.noFact(name, names, nearest(to: name, among: names)))
  }
}

private enum Message {
  static func noFact(_ name: String, _ names: [String], _ nearest: String?) -> String {
    let hint =
      nearest.map { "did you mean '\($0)'?" } ?? "known are \(names.joined(separator: ", "))"
    return "'\(name)' is no fact: \(hint)"
  }

  static func noKey(_ shown: String, _ key: String, _ keys: [String], _ nearest: String?) -> String
  {
    let some = keys.prefix(20).joined(separator: ", ") + (keys.count > 20 ? ", …" : "")
    let hint =
      nearest.map { "did you mean '\($0)'?" } ?? (keys.isEmpty ? "it has none" : "it has \(some)")
    return "'\(shown)' has no key '\(key)': \(hint)"
  }

  static func noElement(_ shown: String, _ index: String, _ count: Int) -> String {
    "'\(shown)' is a list of \(count), and has no element '\(index)'; the first is 0"
  }

  static func noMapping(_ shown: String, _ key: String) -> String {
    "'\(shown)' is no mapping, and has no key '\(key)'"
  }
}
