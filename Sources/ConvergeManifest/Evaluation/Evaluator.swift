internal import ConvergeCore
internal import ConvergeTemplate

/// Evaluates the expressions in nodes, `${{ … }}`; each is compiled once.
struct Evaluator {
  private let compiler: Compiler
  private let journal: Journal
  private let seed: UInt64

  /// The engine, which keeps what it compiled; every thread of thought has its own.
  private final class Compiler {
    let engine = TemplateEngine(yaml: TemplateDocuments())
    var expressions: [String: Result<Expression, TemplateError>] = [:]
    var printer: Template?
  }

  /// - Parameter seed: of the machine, for what is random.
  init(journal: Journal, seed: UInt64) {
    compiler = Compiler()
    self.journal = journal
    self.seed = seed
  }

  private init(_ compiler: Compiler, journal: Journal, seed: UInt64) {
    self.compiler = compiler
    self.journal = journal
    self.seed = seed
  }

  /// One for another document, with what this one compiled.
  func with(_ journal: Journal) -> Evaluator {
    Evaluator(compiler, journal: journal, seed: seed)
  }

  /// Whether a node has anything to evaluate.
  static func isNeeded(for node: Node) -> Bool {
    switch node.content {
    case .scalar(let scalar): ScalarPart.isIn(scalar.text)
    case .sequence(let nodes): nodes.contains(where: isNeeded)
    case .mapping(let entries):
      entries.contains { isNeeded(for: $0.key) || isNeeded(for: $0.value) }
    }
  }

  /// The node with its expressions evaluated: a scalar that is one whole expression becomes the
  /// value with its type, in all others the values are joined as text.
  ///
  /// - Returns: nil after a problem was reported. What is right of a mapping or list is kept.
  func evaluate(
    _ node: Node, in scope: Scope, reporting problems: inout Diagnostics
  ) -> Node? {
    switch node.content {
    case .scalar(let scalar):
      return ScalarPart.isIn(scalar.text)
        ? evaluate(scalar, at: node.place, in: scope, &problems) : node
    case .sequence(let nodes):
      return Node(
        .sequence(nodes.compactMap { evaluate($0, in: scope, reporting: &problems) }),
        at: node.place)
    case .mapping(let entries):
      return Node(
        .mapping(entries.compactMap { evaluate($0, in: scope, &problems) }), at: node.place)
    }
  }

  private func evaluate(
    _ entry: Node.Entry, in scope: Scope, _ problems: inout Diagnostics
  ) -> Node.Entry? {
    guard let key = evaluateName(entry.key, in: scope, reporting: &problems),
      let value = evaluate(entry.value, in: scope, reporting: &problems)
    else { return nil }
    return Node.Entry(key: key, value: value)
  }

  /// A key or a name: text, and nothing that must not be shown.
  func evaluateName(
    _ node: Node, in scope: Scope, reporting problems: inout Diagnostics
  ) -> Node? {
    guard let result = evaluate(node, in: scope, reporting: &problems) else { return nil }
    guard let scalar = result.scalar else {
      problems.error(Message.nameIsNoText, at: node.place)
      return nil
    }
    if scalar.isSensitive {
      problems.error(Message.sensitiveName, at: node.place, hint: Message.sensitiveHint)
      return nil
    }
    return result
  }

  /// The value of a bare expression, as `when` takes it.
  func value(
    of expression: String, at place: Place, in scope: Scope, reporting problems: inout Diagnostics
  ) -> Value? {
    evaluate(expression, Origin(place: place, number: nil), in: scope, &problems)
  }

  private func evaluate(
    _ scalar: Scalar, at place: Place, in scope: Scope, _ problems: inout Diagnostics
  ) -> Node? {
    let parts: [ScalarPart]
    do {
      parts = try ScalarPart.parts(of: scalar.text)
    } catch {
      problems.error(
        Message.unclosed, at: Origin(place: place, number: error.number).place(in: journal),
        hint: Message.quoted(scalar.text))
      return nil
    }
    if parts.count == 1, case .expression(let text, let number) = parts[0] {
      let origin = Origin(place: place, number: number)
      guard let value = evaluate(text, origin, in: scope, &problems) else { return nil }
      return node(value, of: text, at: place)
    }
    var bytes: [UInt8] = []
    var isSensitive = scalar.isSensitive
    for part in parts {
      switch part {
      case .text(let text): bytes += text.utf8
      case .expression(let text, let number):
        let origin = Origin(place: place, number: number)
        guard let value = evaluate(text, origin, in: scope, &problems),
          let printed = print(value, origin, &problems)
        else { return nil }
        bytes += printed.bytes
        isSensitive = isSensitive || printed.isSensitive
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return Node(.scalar(Scalar(text, isPlain: false, isSensitive: isSensitive)), at: place)
  }

  /// The value as a node, marked where it is a number whose writing is lost.
  private func node(_ value: Value, of expression: String, at place: Place) -> Node {
    let node = Node(value: value, at: place)
    guard let scalar = node.scalar, scalar.isPlain, !scalar.isNull,
      let definition = journal.number(mentionedIn: expression)
    else { return node }
    journal.noteRenumbered(definition, at: place)
    let isInteger = value.integer != nil
    guard scalar.isRenumbered || isInteger else { return node }
    return Node(
      .scalar(
        Scalar(scalar.text, isPlain: true, isSensitive: scalar.isSensitive, isRenumbered: true)),
      at: place)
  }

  private func evaluate(
    _ text: String, _ origin: Origin, in scope: Scope, _ problems: inout Diagnostics
  ) -> Value? {
    let failures = journal.failures
    do throws(TemplateError) {
      let expression = try compiled(text)
      return try compiler.engine.evaluate(
        expression, names: scope.inputs, seed: Self.mixed(seed, origin.place))
    } catch {
      // What it stands on is wrong, and was reported there.
      if journal.failures > failures { return nil }
      let place = origin.place(in: journal, of: error.place)
      problems.error(error.message, at: place, hint: error.hint)
      return nil
    }
  }

  private func compiled(_ text: String) throws(TemplateError) -> Expression {
    if let known = compiler.expressions[text] { return try known.get() }
    let result: Result<Expression, TemplateError>
    do {
      let place = Place(file: Origin.file, line: 1, column: 1)
      result = .success(try compiler.engine.expression(text, at: place))
    } catch {
      result = .failure(error)
    }
    compiler.expressions[text] = result
    return try result.get()
  }

  /// As a template prints it.
  private func print(
    _ value: Value, _ origin: Origin, _ problems: inout Diagnostics
  ) -> (bytes: [UInt8], isSensitive: Bool)? {
    if case .text(let text) = value { return (Array(text.utf8), false) }
    do throws(TemplateError) {
      if compiler.printer == nil {
        compiler.printer = try compiler.engine.template(
          Array("{{ value }}".utf8), name: Origin.file)
      }
      guard let printer = compiler.printer else { return nil }
      let result = try compiler.engine.render(printer, names: ["value": .value(value)])
      return (result.bytes, result.isSensitive)
    } catch {
      problems.error(error.message, at: origin.place(in: journal), hint: error.hint)
      return nil
    }
  }

  /// The machine's seed for one place, so that two places differ and a host converges.
  static func mixed(_ seed: UInt64, _ place: Place) -> UInt64 {
    var result = seed ^ 0xcbf2_9ce4_8422_2325
    for part in [UInt64(place.line), UInt64(place.column)] {
      result = (result ^ part) &* 0x0000_0100_0000_01b3
    }
    return result
  }
}

private enum Message {
  static let nameIsNoText = "a name must be text"
  static let sensitiveName = "a sensitive value cannot be a name, a key or a path: those are shown"
  static let sensitiveHint = "name it by something that everybody may see"
  static let unclosed = "the expression that begins here has no end, '}}'"

  static func quoted(_ text: String) -> String {
    "YAML wants quotes around it: \"\(text.split(separator: "\n").first ?? "") … }}\""
  }
}
