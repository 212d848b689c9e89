package import ConvergeCore

/// YAML from a value, in block style, members in their order; `YAMLReader` reads it back.
///
/// What is sensitive or unknown is written as the texts `(sensitive)` and `?`, bytes as text.
extension Value {
  package func yamlText() -> String {
    var writer = YAMLWriter()
    writer.write(self, indent: 0, after: .lineStart)
    return writer.text
  }
}

private struct YAMLWriter {
  var text = ""

  /// What stands on the line already.
  enum Position { case lineStart, dash, colon }

  mutating func write(_ value: Value, indent: Int, after position: Position) {
    switch value {
    case .list(let elements) where !elements.isEmpty:
      // A list may stand at its key's own indent, but is easier to see below it.
      begin(indent, position)
      for (index, element) in elements.enumerated() {
        if index > 0 || position != .dash { pad(indent) }
        text += "-"
        write(element, indent: indent + 2, after: .dash)
      }
    case .mapping(let members) where !members.isEmpty:
      begin(indent, position)
      for (index, member) in members.enumerated() {
        if index > 0 || position != .dash { pad(indent) }
        write(key: member.key, indent: indent)
        write(member.value, indent: indent + 2, after: .colon)
      }
    default:
      if position != .lineStart { text += " " }
      text += YAMLScalarText(value, indent: max(indent, 2)).text
      text += "\n"
    }
  }

  /// What comes before the first line of a collection.
  private mutating func begin(_ indent: Int, _ position: Position) {
    switch position {
    case .lineStart: break
    case .dash: text += " "
    case .colon: text += "\n"
    }
  }

  private mutating func pad(_ indent: Int) {
    text += String(repeating: " ", count: indent)
  }

  private mutating func write(key: String, indent: Int) {
    let written = YAMLScalarText(key: key).text
    // libyaml looks for the ':' of a plain key within 1024 characters.
    if written.utf8.count > 1_000 {
      text += "? \(written)\n"
      pad(indent)
    } else {
      text += written
    }
    text += ":"
  }
}
