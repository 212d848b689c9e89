internal import ConvergeCore

/// Expressions in scalars and keys, `${{ … }}`: what evaluates them takes this place.
enum Expressions {
  /// Reports each scalar that has one, since this version would take it for text.
  static func report(in node: Node, to problems: inout Diagnostics) {
    switch node.content {
    case .scalar(let scalar):
      if contains(scalar.text) { problems.error(Message.coming, at: node.place) }
    case .sequence(let nodes):
      for node in nodes { report(in: node, to: &problems) }
    case .mapping(let entries):
      for entry in entries {
        report(in: entry.key, to: &problems)
        report(in: entry.value, to: &problems)
      }
    }
  }

  private static func contains(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { bytes[$0] == UInt8(ascii: "$") && begins(bytes[$0...]) }
    }
  }

  private static func begins(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    bytes.starts(with: "${{".utf8)
  }
}

private enum Message {
  static let coming = "expressions, '${{ … }}', are not in this version yet"
}
