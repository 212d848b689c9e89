internal import ConvergeCore

/// One of the two objects of settings, or one inside: reads its fields, collecting what is wrong.
///
/// Of a protected object no text is in any message, and none of its lines are shown.
struct SettingsObject {
  /// For messages: `publicSettings`, or a path below it.
  let name: String
  let node: Node
  let isProtected: Bool
  var problems = Diagnostics()

  init(_ name: String, _ node: Node, isProtected: Bool) {
    self.name = name
    self.node = node
    self.isProtected = isProtected
  }

  func has(_ key: String) -> Bool { node[key] != nil }

  func place(_ key: String) -> Place { node[key]?.place ?? node.place }

  mutating func report(_ message: String, at place: Place?, hint: String? = nil) {
    problems.append(
      Diagnostic(.error, message, at: place, hint: hint, hidesLine: isProtected))
  }

  /// Reports every key that is none of `known`, and a node that is no object.
  mutating func expect(_ known: [String], otherwise reasons: [String: String] = [:]) {
    guard let entries = node.mapping else {
      report(Message.noObject(name), at: node.place)
      return
    }
    for entry in entries {
      guard let key = entry.key.scalar?.text, !known.contains(key) else { continue }
      if let reason = reasons[key] {
        report(Message.elsewhere(key, name, reason), at: entry.key.place)
        continue
      }
      let close = nearest(to: key, among: known)
      report(
        Message.unknown(isProtected ? nil : key, name), at: entry.key.place,
        hint: close.map { "did you mean '\($0)'?" } ?? Message.known(known))
    }
  }

  /// A text that is not empty; nil where there is none, or a problem was reported.
  mutating func text(_ key: String, allowsEmpty: Bool = false) -> String? {
    guard let node = node[key] else { return nil }
    guard case .text(let text)? = node.scalar?.resolved else {
      report(Message.wrongType(key, "text"), at: node.place)
      return nil
    }
    guard allowsEmpty || !text.isEmpty else {
      report(Message.empty(key), at: node.place, hint: Message.leaveOut)
      return nil
    }
    guard !text.utf8.contains(0) else {
      report(Message.zero(key), at: node.place)
      return nil
    }
    return text
  }

  mutating func flag(_ key: String) -> Bool? {
    guard let node = node[key] else { return nil }
    guard let flag = node.scalar?.resolved.boolean else {
      report(Message.wrongType(key, "true or false"), at: node.place)
      return nil
    }
    return flag
  }

  mutating func integer(_ key: String) -> Int64? {
    guard let node = node[key] else { return nil }
    guard let number = node.scalar?.resolved.integer else {
      report(Message.wrongType(key, "a whole number"), at: node.place)
      return nil
    }
    return number
  }

  mutating func list(_ key: String) -> [Node] {
    guard let node = node[key] else { return [] }
    guard let elements = node.sequence else {
      report(Message.wrongType(key, "a list"), at: node.place)
      return []
    }
    return elements
  }
}

private enum Message {
  static func noObject(_ name: String) -> String { "'\(name)' must be an object" }
  static func elsewhere(_ key: String, _ name: String, _ reason: String) -> String {
    "'\(key)' in '\(name)': \(reason)"
  }
  static func unknown(_ key: String?, _ name: String) -> String {
    key.map { "'\(name)' has no field '\($0)'" } ?? "'\(name)' has a field that is not known"
  }
  static func known(_ keys: [String]) -> String { "known are \(keys.joined(separator: ", "))" }
  static func wrongType(_ key: String, _ type: String) -> String { "'\(key)' must be \(type)" }
  static func empty(_ key: String) -> String { "'\(key)' is empty" }
  static let leaveOut = "leave it out"
  static func zero(_ key: String) -> String { "'\(key)' has a zero byte in it" }
}
