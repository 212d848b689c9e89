package import ConvergeCore

/// Facts in a terminal: for `explain`.
package struct FactPage {
  private let facts: [FactSpec]
  private let style: Style

  package init(_ facts: [FactSpec], style: Style = .plain) {
    self.facts = facts
    self.style = style
  }

  /// One line for each fact.
  package var text: String {
    let width = facts.map(\.name.count).max() ?? 0
    let lines = facts.map { "  \(style.bold($0.name.padded(to: width)))  \($0.summary)" }
    return (["\(style.bold("facts")): \(Self.summary)", ""] + lines).joined(separator: "\n") + "\n"
  }

  package static let summary = "What is known of a host; 'converge facts' prints it."

  /// What a path without `facts.` leads to; nil where it leads nowhere.
  package func text(of path: [String]) -> String? {
    guard let spec = Self.find(path[...], in: .record(facts)) else { return nil }
    let head = "\(style.bold("facts.\(path.joined(separator: "."))")): \(told(spec))"
    let summary = wrapped("\(spec.summary) Source: \(spec.source).", width: 88).map { "  \($0)" }
    let fields = Self.fields(of: spec.type)
    let keys = fields.isEmpty ? [] : ["", "Keys:"] + fields.flatMap(lines)
    return ([head, ""] + summary + keys).joined(separator: "\n") + "\n"
  }

  /// The names that may follow a path, as far as it leads anywhere.
  package func names(below path: [String]) -> [String] {
    let type = path.isEmpty ? .record(facts) : Self.find(path[...], in: .record(facts))?.type
    return type.map { Self.fields(of: $0).map(\.name) } ?? []
  }

  private func lines(_ field: FactSpec) -> [String] {
    ["  \(style.bold(field.name)) · \(told(field))"]
      + wrapped(field.summary, width: 88).map { "      \($0)" }
  }

  private func told(_ spec: FactSpec) -> String {
    spec.type.name + (spec.unit.map { ", \($0)" } ?? "")
  }

  /// Keys of the host's own and numbers of elements may be written or left out.
  private static func find(_ path: ArraySlice<String>, in type: FactType) -> FactSpec? {
    guard let first = path.first else { return nil }
    switch type {
    case .record(let fields):
      guard let field = fields.first(where: { $0.name == first }) else { return nil }
      let rest = path.dropFirst()
      if rest.isEmpty || (rest.count == 1 && isKey(rest[rest.startIndex], of: field.type)) {
        return field
      }
      return find(rest, in: field.type)
    case .mapping(_, let inner): return find(path.dropFirst(), in: inner) ?? find(path, in: inner)
    case .list(let inner):
      return Int(first) == nil ? find(path, in: inner) : find(path.dropFirst(), in: inner)
    default: return nil
    }
  }

  /// Whether it stands for any of the elements.
  private static func isKey(_ text: String, of type: FactType) -> Bool {
    switch type {
    case .list: Int(text) != nil
    case .mapping(let example, let inner):
      text == example && fields(of: inner).allSatisfy { $0.name != text }
    default: false
    }
  }

  private static func fields(of type: FactType) -> [FactSpec] {
    switch type {
    case .record(let fields): fields
    case .mapping(_, let inner), .list(let inner): fields(of: inner)
    default: []
    }
  }
}
