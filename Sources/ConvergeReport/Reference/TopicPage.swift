internal import ConvergeCore

/// A topic in a terminal: for `explain`.
package struct TopicPage {
  private let topic: Topic
  private let style: Style

  package init(_ topic: Topic, style: Style = .plain) {
    self.topic = topic
    self.style = style
  }

  /// All keys, with a line break at its end.
  package var text: String {
    let head = "\(style.bold(topic.name)): \(topic.summary)"
    return ([head, ""] + topic.keys.flatMap { $0.lines(indent: 2, style) })
      .joined(separator: "\n") + "\n"
  }

  /// One key, or a key in one, in full; nil where there is none of that name.
  package func text(ofKey name: String) -> String? {
    let path = name.split(separator: ".").map(String.init)
    guard let spec = path.first.flatMap(topic.key)?.key(path.dropFirst()) else { return nil }
    return spec.text(as: "\(topic.name).\(name)", style)
  }
}

extension AttributeSpec {
  /// A key in it, or in one of its keys.
  func key(_ path: ArraySlice<String>) -> AttributeSpec? {
    guard let first = path.first else { return self }
    return type.fields.first { $0.name == first }?.key(path.dropFirst())
  }

  /// It with its type, default and summary.
  func lines(indent: Int, _ style: Style) -> [String] {
    let space = String(repeating: " ", count: indent)
    let effect = onChange == .inPlace || onChange == .none ? "" : " · \(onChange.rawValue)"
    let value = defaultText.map { " · default \($0)" } ?? ""
    let head = "\(space)\(style.bold(name)) · \(type.name)\(value)\(effect)"
    return [head] + wrapped(summary, width: 90 - indent).map { "\(space)    \($0)" }
  }

  /// It in full, for what is not compared with a host.
  func text(as name: String, _ style: Style) -> String {
    let head = ["\(style.bold(name)): \(type.name)", ""]
    let value = defaultText.map { ["", "  default         \($0)"] } ?? []
    let fields = type.fields.flatMap { $0.lines(indent: 2, style) }
    let keys = fields.isEmpty ? [] : ["", "Keys:"] + fields
    return (head + wrapped(summary, width: 88).map { "  \($0)" } + value + keys)
      .joined(separator: "\n") + "\n"
  }
}
