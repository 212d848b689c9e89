package import ConvergeCore

/// What expressions can name in a terminal: for `explain`.
package struct ExpressionPage {
  private let specs: [ExpressionSpec]
  private let style: Style

  package init(_ specs: [ExpressionSpec], style: Style = .plain) {
    self.specs = specs
    self.style = style
  }

  /// What `explain` calls a group, and what it says of it.
  package static func title(of group: ExpressionSpec.Group) -> (name: String, summary: String) {
    switch group {
    case .function: ("functions", "What expressions can call: name(…).")
    case .filter: ("filters", "What changes a value: value | name(…).")
    case .test: ("tests", "What asks about a value: value is name(…).")
    case .textMethod: ("text", "The methods of a text: value.name(…).")
    case .listMethod: ("list", "The methods of a list: value.name(…).")
    case .mappingMethod: ("mapping", "The methods of a mapping: value.name(…).")
    }
  }

  /// The group that is called so, in the plural or not.
  package static func group(called name: String) -> ExpressionSpec.Group? {
    ExpressionSpec.Group.allCases.first { group in
      let title = title(of: group).name
      return title == name || (title.hasSuffix("s") && title.dropLast() == name)
    }
  }

  /// One line for each of a group.
  package func text(of group: ExpressionSpec.Group) -> String {
    let title = Self.title(of: group)
    let members = specs.filter { $0.group == group }
    let heads = members.map { $0.names.joined(separator: ", ") }
    let width = heads.map(\.count).max() ?? 0
    let lines = zip(members, heads).flatMap { member, head in
      let told = wrapped(member.summary ?? member.example, width: 86 - width)
      return told.enumerated().map { index, line in
        let name = (index == 0 ? head : "").padded(to: width)
        return "  \(style.bold(name))  \(line)"
      }
    }
    return (["\(style.bold(title.name)): \(title.summary)", ""] + lines)
      .joined(separator: "\n") + "\n"
  }

  /// One of them with its example and what that gives.
  package func text(of spec: ExpressionSpec, result: String) -> String {
    let group = Self.title(of: spec.group).name
    let names = spec.names.map { style.bold($0) }.joined(separator: ", ")
    let summary = spec.summary.map { ["", "  \($0)"] } ?? []
    return
      (["\(names): \(spec.group.rawValue), of \(group)"] + summary + [
        "", "  \(spec.example)", "  gives \(result)",
      ]).joined(separator: "\n") + "\n"
  }
}
