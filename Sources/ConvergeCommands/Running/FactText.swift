internal import ConvergeCore
internal import ConvergeYAML

/// Facts that somebody wrote in YAML.
enum FactText {
  /// The value of a text; null for an empty one.
  ///
  /// - Throws: `HostError`, `refused`, with the place of the first problem.
  static func yaml(_ bytes: [UInt8], _ path: String) throws(HostError) -> Value {
    let (root, problems) = YAMLReader(file: path).read(bytes)
    if let problem = problems.items.first(where: { $0.severity == .error }) {
      throw HostError(.refused, "take facts from", path, because: Message.wrong(problem))
    }
    return root?.value ?? .null
  }
}

private enum Message {
  static func wrong(_ problem: Diagnostic) -> String {
    let place = problem.place.map { "line \($0.line), column \($0.column): " } ?? ""
    return "\(place)\(problem.message)" + (problem.hint.map { "; \($0)" } ?? "")
  }
}
