import ConvergeCore
import ConvergeTemplate

/// A template with a context, and what Jinja2 makes of them.
struct TemplateCase {
  let name: String
  let template: String
  let context: Value
  /// Other templates that it may include.
  let templates: [String: String]
  let options: Value
  /// What Jinja2 printed, or the class of its error.
  let output: String?
  let error: String?

  init?(_ value: Value) {
    guard let name = value["name"]?.text, let template = value["template"]?.text else { return nil }
    self.name = name
    self.template = template
    context = value["context"] ?? .mapping([])
    options = value["options"] ?? .mapping([])
    output = value["output"]?.text
    error = value["error"]?.text
    let others = value["templates"]?.members ?? []
    templates = Dictionary(uniqueKeysWithValues: others.map { ($0.key, $0.value.text ?? "") })
  }

  /// Each line of a file is one case.
  static func read(_ bytes: [UInt8]) throws -> [TemplateCase] {
    try bytes.split(separator: 0x0A).compactMap { TemplateCase(try Value(json: $0)) }
  }

  private func flag(_ name: String) -> Bool { options[name]?.boolean ?? false }

  var engine: TemplateEngine {
    let syntax = TemplateSyntax(
      trimsBlocks: flag("trim_blocks"), stripsBlocks: flag("lstrip_blocks"),
      keepsTrailingNewline: flag("keep_trailing_newline"))
    return TemplateEngine(
      loader: Shelf(templates: templates), syntax: syntax, isEscaping: flag("autoescape"))
  }

  var names: [String: TemplateInput] {
    Dictionary(
      uniqueKeysWithValues: (context.members ?? []).map { ($0.key, TemplateInput.value($0.value)) })
  }

  func rendered() throws(TemplateError) -> TemplateResult {
    let engine = engine
    return try engine.render(
      try engine.template(Array(template.utf8), name: "main"), names: names)
  }

  /// What is not as it should be, nil where all is well.
  var complaint: String? {
    do throws(TemplateError) {
      let text = String(decoding: try rendered().bytes, as: UTF8.self)
      if let error { return "\(name): \(error) expected, got \(text.debugDescription)" }
      guard let output, output.utf8.elementsEqual(text.utf8) else {
        return
          "\(name): expected \((output ?? "").debugDescription)\n  got \(text.debugDescription)"
      }
      return nil
    } catch {
      guard let wanted = self.error else {
        return "\(name): expected \((output ?? "").debugDescription)\n  got \(error)"
      }
      if Self.kinds[wanted, default: []].contains(error.kind) { return nil }
      return "\(name): \(wanted) expected, got \(error.kind): \(error)"
    }
  }

  /// Which of our errors stand for a class of Python's.
  private static let kinds: [String: [TemplateError.Kind]] = [
    "UndefinedError": [.undefined], "TemplateSyntaxError": [.syntax],
    "TemplateAssertionError": [.syntax], "TemplateNotFound": [.notFound],
    // Functions of Python itself see no undefined value, only a wrong type; ours name it.
    "TemplatesNotFound": [.notFound], "TypeError": [.type, .undefined], "ValueError": [.value],
    "AssertionError": [.value], "ZeroDivisionError": [.zeroDivision], "OverflowError": [.overflow],
    "TemplateRuntimeError": [.runtime], "RuntimeError": [.runtime],
    "FilterArgumentError": [.argument], "KeyError": [.lookup], "IndexError": [.lookup],
    "AttributeError": [.type, .undefined, .lookup], "JSONDecodeError": [.value], "error": [.value],
    "AnsibleError": [.type], "AnsibleFilterTypeError": [.type],
    "AnsibleFilterError": [.value, .type, .argument, .lookup],
  ]
}

/// Templates by name.
struct Shelf: TemplateLoader {
  let templates: [String: String]

  func template(_ name: String) throws(TemplateInputFailure) -> FoundTemplate? {
    templates[name].map { FoundTemplate(Array($0.utf8), file: name) }
  }
}
