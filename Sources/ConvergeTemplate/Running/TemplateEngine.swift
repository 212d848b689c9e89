package import ConvergeCore

/// Finds templates by name.
package protocol TemplateLoader {
  /// A template, nil where there is none of that name.
  ///
  /// - Throws: `TemplateInputFailure` where it is there and cannot be read.
  func template(_ name: String) throws(TemplateInputFailure) -> FoundTemplate?
}

/// A template as it was found.
package struct FoundTemplate: Equatable, Sendable {
  package let bytes: [UInt8]
  /// What errors call it; two that others include by one name may be two files.
  package let file: String

  package init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }
}

/// Reads YAML for the filters `from_yaml` and `from_yaml_all`.
package protocol TemplateYAML: Sendable {
  /// The documents of a text.
  ///
  /// - Throws: `TemplateInputFailure` where it cannot be read.
  func documents(_ text: String) throws(TemplateInputFailure) -> [Value]
}

/// What a template printed.
package struct TemplateResult: Equatable, Sendable {
  package let bytes: [UInt8]
  /// Whether a sensitive value was printed, or decided what was.
  package let isSensitive: Bool
}

/// Reads templates and expressions, and renders them; each template is compiled once.
package final class TemplateEngine {
  private let loader: (any TemplateLoader)?
  let yaml: (any TemplateYAML)?
  private let syntax: TemplateSyntax
  let limits: TemplateLimits
  let isEscaping: Bool
  private var templates: [String: Template] = [:]
  private var files: [String] = []

  /// An engine; without a loader there are no other templates to include, and without `yaml` none can
  /// be read.
  package init(
    loader: (any TemplateLoader)? = nil, yaml: (any TemplateYAML)? = nil,
    syntax: TemplateSyntax = TemplateSyntax(),
    limits: TemplateLimits = TemplateLimits(), isEscaping: Bool = false
  ) {
    self.loader = loader
    self.yaml = yaml
    self.syntax = syntax
    self.limits = limits
    self.isEscaping = isEscaping
  }

  /// Compiles a template; `name` is what errors call it.
  package func template(_ bytes: [UInt8], name: String) throws(TemplateError) -> Template {
    let file = newFile(name)
    var lexer = Lexer(bytes, syntax: syntax, name: name, file: file)
    var parser = Parser(try lexer.template(), name: name)
    let tree = try parser.template()
    return try Compiler(name: name, file: file).template(tree, isEscaping: isEscaping)
  }

  /// Renders a template.
  ///
  /// - Parameters:
  ///   - names: what the template sees.
  ///   - seed: of `random`, `shuffle` and `lipsum`.
  package func render(
    _ template: Template, names: [String: TemplateInput] = [:], seed: UInt64 = 0
  ) throws(TemplateError) -> TemplateResult {
    let run = Run(self, seed: seed)
    defer { run.end() }
    let context = template.context(NameScope(inputs: names), isEscaping: isEscaping)
    try template.run(context, run)
    return TemplateResult(bytes: run.output.bytes, isSensitive: run.isTouched)
  }

  /// Compiles an expression that stands at `place`, so that errors tell places in that file.
  package func expression(_ text: String, at place: Place) throws(TemplateError) -> Expression {
    let file = newFile(place.file)
    var lexer = Lexer(Array(text.utf8), syntax: syntax, name: place.file, file: file)
    lexer.line = Int32(clamping: place.line)
    lexer.column = Int32(clamping: place.column)
    var parser = Parser(try lexer.expression(), name: place.file)
    let tree = try parser.wholeExpression()
    let parts = try Compiler(name: place.file, file: file).expression(tree)
    return Expression(parts.code, parts.entry, slotCount: parts.slotCount, tree.spot)
  }

  /// The value of an expression, with its type.
  package func evaluate(
    _ expression: Expression, names: [String: TemplateInput] = [:], seed: UInt64 = 0
  ) throws(TemplateError) -> Value {
    let run = Run(self, seed: seed)
    defer { run.end() }
    let context = Context(names: NameScope(inputs: names), isEscaping: false)
    let frame = Frame(expression.slotCount, parent: nil, context: context, run: run)
    run.spot = expression.spot
    try expression.entry.enter(frame)
    let result = try expression.code.value(frame)
    let value = try run.value(result)
    if run.isTouched, !value.isSensitive { return .sensitive(value) }
    return value
  }

  /// The template of that name; nil where there is none.
  func template(
    named name: String, _ spot: Spot, _ chain: [Spot]
  ) throws(TemplateError) -> Template? {
    if let template = templates[name] { return template }
    let callers = (chain + [spot]).compactMap { place($0) }
    do {
      guard let found = try loader?.template(name) else { return nil }
      do {
        let template = try template(found.bytes, name: found.file)
        templates[name] = template
        return template
      } catch {
        throw TemplateError(
          error.kind, error.message, hint: error.hint, place: error.place, chain: callers)
      }
    } catch let failure as TemplateInputFailure {
      throw TemplateError(
        .notFound, failure.message, hint: failure.hint, place: place(spot),
        chain: Array(callers.dropLast()))
    } catch let error as TemplateError {
      throw error
    } catch {
      return nil
    }
  }

  func place(_ spot: Spot) -> Place? {
    guard files.indices.contains(Int(spot.file)) else { return nil }
    return Place(file: files[Int(spot.file)], line: Int(spot.line), column: Int(spot.column))
  }

  private func newFile(_ name: String) -> Int32 {
    if let index = files.firstIndex(of: name) { return Int32(index) }
    files.append(name)
    return Int32(files.count - 1)
  }
}

/// An expression that is ready to run.
package final class Expression {
  let code: ExpressionCode
  let entry: ScopeEntry
  let slotCount: Int
  let spot: Spot

  init(_ code: ExpressionCode, _ entry: ScopeEntry, slotCount: Int, _ spot: Spot) {
    self.code = code
    self.entry = entry
    self.slotCount = slotCount
    self.spot = spot
  }
}
