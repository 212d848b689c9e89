internal import ConvergeCore

/// The version of the manifest language that this program reads, and what a manifest asks for.
enum LanguageVersion {
  static let current = [1, 0]

  /// Reports a requirement that this version does not meet: `">=1.0"`, `"1"`, `">=1.0, <2"`.
  static func check(_ node: Node, reporting problems: inout Diagnostics) {
    guard AttributeType.text.check(node, named: "converge", reporting: &problems),
      let text = node.scalar?.text
    else { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: " ").joined()
      let sign = words.prefix { "<>=".contains($0) }
      let numbers = words.dropFirst(sign.count).split(
        separator: ".", omittingEmptySubsequences: false)
      let version = numbers.compactMap { UInt16($0).map(Int.init) }
      guard version.count == numbers.count, let meets = meets(String(sign), version) else {
        problems.error(Message.noRequirement(text), at: node.place, hint: "write \">=1.0\"")
        return
      }
      if !meets {
        problems.error(Message.notMet(text), at: node.place)
        return
      }
    }
  }

  private static func meets(_ sign: String, _ version: [Int]) -> Bool? {
    // A version is as precise as it was written: 1 is met by 1.0.
    let width = min(version.count, current.count)
    let ours = current.prefix(width)
    let beyond = version.dropFirst(width).contains { $0 > 0 }
    let isLess = ours.lexicographicallyPrecedes(version.prefix(width))
    let isEqual = ours.elementsEqual(version.prefix(width))
    return switch sign {
    case "", "=", "==": isEqual && !beyond
    case ">=": !isLess && !(isEqual && beyond)
    case ">": !isLess && !isEqual
    case "<=": isLess || isEqual
    case "<": isLess || (isEqual && beyond)
    default: nil
    }
  }
}

private enum Message {
  static func noRequirement(_ text: String) -> String { "'\(text)' is no language version" }
  static func notMet(_ text: String) -> String {
    let ours = LanguageVersion.current.map(String.init).joined(separator: ".")
    return "the manifest asks for the language '\(text)'; this is \(ours)"
  }
}
