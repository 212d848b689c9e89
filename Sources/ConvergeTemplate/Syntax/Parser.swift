internal import ConvergeCore

/// Reads tokens as statements and expressions.
struct Parser {
  let tokens: [Token]
  let name: String
  var position = 0
  /// The tags that are open, for errors.
  var openTags: [String] = []
  var depth = 0

  /// How deep expressions and statements may nest.
  static let depthLimit = 200
  /// How many levels the operators, calls and filters of one expression may have.
  static let heightLimit = 400

  init(_ tokens: [Token], name: String) {
    self.tokens = tokens
    self.name = name
  }

  var current: Token { tokens[position] }

  var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  @discardableResult
  mutating func take() -> Token {
    let token = tokens[position]
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  mutating func takes(sign: String) -> Bool {
    guard current.isSign(sign) else { return false }
    take()
    return true
  }

  mutating func takes(name: String) -> Bool {
    guard current.isName(name) else { return false }
    take()
    return true
  }

  @discardableResult
  mutating func expect(_ kind: Token.Kind, _ what: String) throws(TemplateError) -> Token {
    guard current.kind == kind else { throw unexpected(wanted: what) }
    return take()
  }

  mutating func expect(sign: String) throws(TemplateError) {
    guard takes(sign: sign) else { throw unexpected(wanted: "'\(sign)'") }
  }

  mutating func expect(name: String) throws(TemplateError) {
    guard takes(name: name) else { throw unexpected(wanted: "'\(name)'") }
  }

  func unexpected(wanted: String) -> TemplateError {
    error(Message.unexpected(current.description), hint: Message.wanted(wanted))
  }

  func error(_ message: String, hint: String? = nil, at spot: Spot? = nil) -> TemplateError {
    let spot = spot ?? current.spot
    return TemplateError(
      .syntax, message, hint: hint,
      place: Place(file: name, line: Int(spot.line), column: Int(spot.column)))
  }

  /// One level deeper; refused where a stack would not hold it.
  mutating func deepen<T>(
    _ body: (inout Parser) throws(TemplateError) -> T
  ) throws(TemplateError) -> T {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.depthLimit { throw error(Message.tooDeep) }
    return try body(&self)
  }

  /// The whole template.
  mutating func template() throws(TemplateError) -> [StatementTree] {
    try statements(until: [])
  }

  /// One expression that is all there is.
  mutating func wholeExpression() throws(TemplateError) -> ExpressionTree {
    let tree = try tuple()
    guard current.kind == .end else { throw unexpected(wanted: "the end of the expression") }
    return tree
  }

  /// Statements up to one of the tags `ends`, whose name is then the current token; to the end of
  /// the template where there are none.
  mutating func statements(until ends: [String]) throws(TemplateError) -> [StatementTree] {
    var result: [StatementTree] = []
    var parts: [OutputPart] = []
    var begin = current.spot
    func flushed() -> [StatementTree] {
      parts.isEmpty ? [] : [StatementTree(.output(parts), begin)]
    }
    while true {
      if parts.isEmpty { begin = current.spot }
      switch current.kind {
      case .data: parts.append(.text(take().text))
      case .variableBegin:
        take()
        parts.append(.expression(try tuple()))
        try expect(.variableEnd, "'}}'")
      case .blockBegin:
        result += flushed()
        parts = []
        take()
        if current.kind == .name, ends.contains(current.text) { return result }
        if let statement = try statement(ends) { result.append(statement) }
        try expect(.blockEnd, "'%}'")
      default:
        result += flushed()
        guard ends.isEmpty else {
          throw error(Message.open(openTags.last ?? "", ends))
        }
        return result
      }
    }
  }

  /// The body of a statement, up to one of its closing tags, whose token stays current.
  mutating func body(_ tag: String, until ends: [String]) throws(TemplateError) -> [StatementTree] {
    _ = takes(sign: ":")
    try expect(.blockEnd, "'%}'")
    openTags.append(tag)
    defer { openTags.removeLast() }
    return try deepen { (parser) throws(TemplateError) in try parser.statements(until: ends) }
  }

  /// The body up to the only closing tag, which is taken too.
  mutating func closedBody(_ tag: String) throws(TemplateError) -> [StatementTree] {
    let body = try body(tag, until: ["end" + tag])
    take()
    return body
  }
}

private enum Message {
  static let tooDeep = "the template nests deeper than \(Parser.depthLimit) levels"
  static func unexpected(_ found: String) -> String { "\(found) is not expected here" }
  static func wanted(_ what: String) -> String { "\(what) would be" }
  static func open(_ tag: String, _ ends: [String]) -> String {
    "the block '\(tag)' has no end: "
      + ends.map { "'{% \($0) %}'" }.joined(separator: " or ") + " is missing"
  }
}
