package import ConvergeCore

/// All that an expression can name, with an example of each; tests hold it against the engine.
package enum ExpressionReference {
  /// In the order in which they are told.
  package static let specs: [ExpressionSpec] = ExpressionSpec.Group.allCases.flatMap(specs)

  /// Those of a group.
  package static func specs(of group: ExpressionSpec.Group) -> [ExpressionSpec] {
    let lines = table(of: group).split(separator: "\n").map(String.init)
    return stride(from: 0, to: lines.count - 1, by: 2).map { index in
      let (names, summary) = head(lines[index])
      return ExpressionSpec(
        group, names: names, summary: summary, example: lines[index + 1].stripped())
    }
  }

  /// What an example gives, as JSON.
  ///
  /// - Parameter yaml: reads what `from_yaml` is given.
  package static func result(
    of spec: ExpressionSpec, yaml: some TemplateYAML
  ) throws(TemplateError) -> String {
    let engine = TemplateEngine(yaml: yaml)
    let place = Place(file: spec.names[0], line: 1, column: 1)
    return try engine.evaluate(try engine.expression(spec.example, at: place)).jsonText()
  }

  private static func table(of group: ExpressionSpec.Group) -> String {
    switch group {
    case .function: functionTable
    case .filter: filterTable
    case .test: testTable
    case .textMethod: textMethodTable
    case .listMethod: listMethodTable
    case .mappingMethod: mappingMethodTable
    }
  }

  /// `name, other name: summary`
  private static func head(_ line: String) -> (names: [String], summary: String?) {
    let text = line.stripped()
    let parts = text.split(at: ": ", limit: 1)
    return (parts[0].split(at: ", "), parts.count > 1 ? parts[1] : nil)
  }
}
