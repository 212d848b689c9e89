internal import ConvergeCore

extension CommonAttributes {
  /// Takes an attribute that every resource has.
  ///
  /// - Returns: false where it is none of them.
  mutating func take(_ written: Node.Entry, reporting problems: inout Diagnostics) -> Bool {
    let (key, node) = (written.key.scalar?.text ?? "", written.value)
    switch key {
    case "require": require = Self.targets(node, key, &problems)
    case "before": before = Self.targets(node, key, &problems)
    case "subscribe": subscribe = Self.targets(node, key, &problems)
    case "notify": notify = Self.targets(node, key, &problems)
    case "after": after = Self.targets(node, key, &problems)
    case "tags": tags = Self.tags(node, &problems)
    default: return takeValue(key, node, &problems)
    }
    return true
  }

  private mutating func takeValue(
    _ key: String, _ node: Node, _ problems: inout Diagnostics
  ) -> Bool {
    guard let spec = Self.spec(key) else { return false }
    guard spec.type.check(node, named: key, reporting: &problems) else { return true }
    let text = node.scalar?.text ?? ""
    switch key {
    case "enforce": isEnforced = node.value.boolean ?? true
    case "timeout":
      timeout = Duration(quantity: text)
      if timeout == .zero { problems.error(Message.noTime, at: node.place) }
    case "on_failure": onFailure = FailurePolicy(rawValue: text) ?? onFailure
    case "description": description = text
    case "retry":
      retry.attempts = node["attempts"]?.value.integer.map(Int.init) ?? retry.attempts
      retry.delay = node["delay"]?.scalar.flatMap { Duration(quantity: $0.text) } ?? retry.delay
      retry.backoff = node["backoff"]?.scalar.flatMap { Double($0.text) } ?? retry.backoff
    default: break
    }
    return true
  }

  private static func spec(_ key: String) -> AttributeSpec? {
    specs.firstIndex { $0.name == key }.map { specs[$0] }
  }

  private static func targets(
    _ node: Node, _ key: String, _ problems: inout Diagnostics
  ) -> [Target] {
    (node.sequence ?? [node]).compactMap { element -> Target? in
      if let text = element.mapping.flatMap(Self.splitReference) {
        problems.error(Message.noReference(key), at: element.place, hint: "write \(text)")
        return nil
      }
      guard AttributeType.argument.check(element, named: key, reporting: &problems) else {
        return nil
      }
      return element.scalar.map { Target($0.text, at: element.place) }
    }
  }

  /// What `package: nginx` was meant to be.
  private static func splitReference(_ entries: [Node.Entry]) -> String? {
    guard entries.count == 1, let kind = entries[0].key.scalar, let name = entries[0].value.scalar
    else { return nil }
    return "\(kind.text):\(name.text)"
  }

  private static func tags(_ node: Node, _ problems: inout Diagnostics) -> [String] {
    guard AttributeType.listOrOne(.text).check(node, named: "tags", reporting: &problems) else {
      return []
    }
    for element in node.sequence ?? [node] {
      guard let text = element.scalar?.text else { continue }
      if text.isEmpty || text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0 == "," }) {
        problems.error(
          Message.noTag(text), at: element.place, hint: "a tag has no commas and no spaces")
      }
    }
    return (node.sequence ?? [node]).compactMap { $0.scalar?.text }
  }
}

private enum Message {
  static let noTime = "'timeout' must be longer than nothing"
  static func noReference(_ key: String) -> String { "an element of '\(key)' must be a reference" }
  static func noTag(_ text: String) -> String { "'\(text)' is no tag" }
}
