package import ConvergeCore

/// The reference of one kind, from its own declaration: for `explain`.
package struct KindPage {
  private let kind: Kind
  private let style: Style

  package init(_ kind: Kind, style: Style = .plain) {
    self.kind = kind
    self.style = style
  }

  /// All of the kind, with a line break at its end.
  package var text: String {
    let words = kind.words.map { word in
      let meaning = word.attributes.map { "\($0.key): \(Wording.shown($0.value, inFull: true))" }
      return "\(word.word) (\(meaning.joined(separator: ", ")))"
    }
    var facts = [
      ("section", kind.section),
      ("named by", "'\(kind.identityAttribute)', or else the entry's key"),
      (
        "state",
        kind.states.isEmpty ? kind.stateHint ?? "none" : kind.states.joined(separator: ", ")
      ),
      ("words", words.isEmpty ? "none" : words.joined(separator: "; ")),
    ]
    if let scalar = kind.scalarAttribute { facts.append(("any other scalar", "its '\(scalar)'")) }
    facts.append(("refresh", kind.refresh ?? "none"))
    facts.append(("timeout", "\(kind.timeout.shown) for an attempt"))
    let width = facts.map(\.0.count).max() ?? 0
    let head = "\(style.bold(kind.name)): \(kind.summary)"
    let lines = facts.map { "  \($0.0.padded(to: width))  \($0.1)" }
    let attributes = kind.attributes.flatMap { entry($0, indent: 2) }
    let common = Topic.resource.keys.map(\.name).joined(separator: ", ")
    let besides = ["", "As every resource:"] + wrapped(common, width: 88).map { "  \($0)" }
    return ([head, ""] + lines + ["", "Attributes:"] + attributes + besides)
      .joined(separator: "\n") + "\n"
  }

  /// Everything that `text(ofAttribute:)` tells.
  package var attributeNames: [String] {
    [kind.identityAttribute] + (kind.states.isEmpty ? [] : ["state"])
      + (kind.attributes + Topic.resource.keys).map(\.name)
  }

  /// One attribute, in full, also of those that every resource has; nil where there is none of that
  /// name.
  package func text(ofAttribute name: String) -> String? {
    let path = name.split(separator: ".").map(String.init)
    guard let spec = path.first.flatMap(kind.anyAttribute)?.key(path.dropFirst()) else {
      return nil
    }
    if path.first.flatMap(kind.attribute) == nil, path.first != "state" {
      return spec.text(as: "\(kind.name).\(name)", style)
    }
    let head = [
      "\(style.bold("\(kind.name).\(name)")): \(spec.type.name)", "",
    ]
    let summary = wrapped(spec.summary, width: 88).map { "  \($0)" }
    let facts = [
      "", "  default         \(spec.defaultText ?? "none: left alone where it is not written")",
      "  on a change     \(spec.onChange.rawValue)",
      "  when released   \(spec.onRelease.rawValue)",
    ]
    let fields = spec.type.fields.flatMap { entry($0, indent: 2) }
    let keys = fields.isEmpty ? [] : ["", "Keys:"] + fields
    return (head + summary + facts + keys).joined(separator: "\n") + "\n"
  }

  private func entry(_ spec: AttributeSpec, indent: Int) -> [String] {
    let space = String(repeating: " ", count: indent)
    let effect = spec.onChange == .inPlace ? "" : " · \(spec.onChange.rawValue)"
    let value = spec.defaultText.map { " · default \($0)" } ?? ""
    let head = "\(space)\(style.bold(spec.name)) · \(spec.type.name)\(value)\(effect)"
    return [head] + wrapped(spec.summary, width: 90 - indent).map { "\(space)    \($0)" }
  }
}

extension AttributeType {
  /// The keys of a mapping with fixed ones, through lists and choices.
  var fields: [AttributeSpec] {
    switch self {
    case .record(let fields): fields
    case .list(let element), .listOrOne(let element), .mapping(let element): element.fields
    case .either(let types): types.flatMap(\.fields)
    default: []
    }
  }
}

extension Duration {
  /// `90s`, `30m`: the largest unit that tells it exactly.
  var shown: String {
    let milliseconds = wholeMilliseconds
    let units: [(Int64, String)] = [(3_600_000, "h"), (60_000, "m"), (1000, "s")]
    for (size, name) in units where milliseconds >= size && milliseconds % size == 0 {
      return "\(milliseconds / size)\(name)"
    }
    return "\(milliseconds)ms"
  }
}

/// Lines of at most `width` columns, broken at spaces.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.columns + 1 + String(word).columns <= width {
      lines[lines.count - 1] += " \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
