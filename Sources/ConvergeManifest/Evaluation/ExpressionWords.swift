package import ConvergeCore
internal import ConvergeTemplate

/// What the expressions of a manifest can name, from the engine's own tables.
package enum ExpressionWords {
  package static var specs: [ExpressionSpec] { ExpressionReference.specs }

  /// What the example gives, as JSON; nil where it fails, which a test rules out.
  package static func result(of spec: ExpressionSpec) -> String? {
    try? ExpressionReference.result(of: spec, yaml: TemplateDocuments())
  }
}
