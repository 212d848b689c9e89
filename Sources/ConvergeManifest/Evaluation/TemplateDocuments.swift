internal import ConvergeCore
internal import ConvergeTemplate
internal import ConvergeYAML

/// Reads YAML for `from_yaml` and `from_yaml_all`, by the rules of manifests.
struct TemplateDocuments: TemplateYAML {
  func documents(_ text: String) throws(TemplateInputFailure) -> [Value] {
    var documents: [Value] = []
    for part in Self.parts(of: text) {
      let (root, problems) = YAMLReader(file: "yaml").read(Array(part.utf8))
      if let problem = problems.items.first(where: { $0.severity == .error }) {
        let line = problem.place.map { ", line \($0.line)" } ?? ""
        throw TemplateInputFailure("\(problem.message)\(line)", hint: problem.hint)
      }
      documents.append(root?.value ?? .null)
    }
    return documents
  }

  /// The documents of a text, which begin at lines of `---`.
  private static func parts(of text: String) -> [String] {
    var parts: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isMarker = line == "---" || line.hasPrefix("--- ")
      let hasContent = parts[parts.count - 1].contains { line in
        !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") && line != "---"
      }
      if isMarker, hasContent { parts.append([]) }
      parts[parts.count - 1].append(line)
    }
    return parts.map { $0.joined(separator: "\n") }
  }
}
