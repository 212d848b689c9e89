/// Operators, from those that bind least to those that bind most.
extension Parser {
  mutating func expression(hasConditional: Bool = true) throws(TemplateError) -> ExpressionTree {
    let tree = try deepen { (parser) throws(TemplateError) in
      hasConditional ? try parser.conditional() : try parser.or()
    }
    // Whoever walks over it goes down as many levels.
    if tree.height > Self.heightLimit { throw error(Message.tooHigh, at: tree.spot) }
    return tree
  }

  func isTupleEnd(_ end: String?) -> Bool {
    switch current.kind {
    case .variableEnd, .blockEnd, .sign(")"): true
    case .end: true
    default: end.map { current.isName($0) } ?? false
    }
  }

  /// One expression, or several with commas between them.
  mutating func tuple(
    hasConditional: Bool = true, endingAt end: String? = nil, inParentheses: Bool = false
  ) throws(TemplateError) -> ExpressionTree {
    let spot = current.spot
    var elements: [ExpressionTree] = []
    var isTuple = false
    while !isTupleEnd(end) {
      elements.append(try expression(hasConditional: hasConditional))
      guard takes(sign: ",") else { break }
      isTuple = true
    }
    if !isTuple, let only = elements.first { return only }
    if elements.isEmpty, !inParentheses { throw unexpected(wanted: "an expression") }
    return ExpressionTree(.tuple(elements), spot)
  }

  private mutating func conditional() throws(TemplateError) -> ExpressionTree {
    let spot = current.spot
    var tree = try or()
    var count = 0
    while takes(name: "if") {
      try limit(&count)
      let test = try or()
      let otherwise: ExpressionTree? =
        takes(name: "else")
        ? try deepen { (parser) throws(TemplateError) in try parser.conditional() } : nil
      tree = ExpressionTree(.conditional(test: test, then: tree, otherwise: otherwise), spot)
    }
    return tree
  }

  /// A chain of operators is a tree as deep as it is long.
  private func limit(_ count: inout Int) throws(TemplateError) {
    count += 1
    if count > Self.depthLimit { throw error(Message.tooLong) }
  }

  private mutating func or() throws(TemplateError) -> ExpressionTree {
    var left = try and()
    var count = 0
    while current.isName("or") {
      try limit(&count)
      let spot = take().spot
      left = ExpressionTree(.or(left, try and()), spot)
    }
    return left
  }

  private mutating func and() throws(TemplateError) -> ExpressionTree {
    var left = try not()
    var count = 0
    while current.isName("and") {
      try limit(&count)
      let spot = take().spot
      left = ExpressionTree(.and(left, try not()), spot)
    }
    return left
  }

  private mutating func not() throws(TemplateError) -> ExpressionTree {
    guard current.isName("not") else { return try comparison() }
    let spot = take().spot
    return try deepen { (parser) throws(TemplateError) in
      ExpressionTree(.not(try parser.not()), spot)
    }
  }

  private mutating func comparison() throws(TemplateError) -> ExpressionTree {
    let first = try sum()
    var rest: [(sign: String, value: ExpressionTree)] = []
    var spot = current.spot
    while true {
      if rest.isEmpty { spot = current.spot }
      if case .sign(let sign) = current.kind, ["==", "!=", "<", "<=", ">", ">="].contains(sign) {
        take()
        rest.append((sign, try sum()))
      } else if takes(name: "in") {
        rest.append(("in", try sum()))
      } else if current.isName("not"), following.isName("in") {
        take()
        take()
        rest.append(("not in", try sum()))
      } else {
        return rest.isEmpty ? first : ExpressionTree(.comparison(first, rest), spot)
      }
    }
  }

  private mutating func sum() throws(TemplateError) -> ExpressionTree {
    try chain(of: ["+", "-"]) { (parser) throws(TemplateError) in try parser.concatenation() }
  }

  private mutating func concatenation() throws(TemplateError) -> ExpressionTree {
    let spot = current.spot
    var parts = [try product()]
    while takes(sign: "~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : ExpressionTree(.concatenation(parts), spot)
  }

  private mutating func product() throws(TemplateError) -> ExpressionTree {
    try chain(of: ["*", "/", "//", "%"]) { (parser) throws(TemplateError) in try parser.power() }
  }

  private mutating func power() throws(TemplateError) -> ExpressionTree {
    try chain(of: ["**"]) { (parser) throws(TemplateError) in try parser.unary() }
  }

  private mutating func chain(
    of signs: [String], _ operand: (inout Parser) throws(TemplateError) -> ExpressionTree
  ) throws(TemplateError) -> ExpressionTree {
    var left = try operand(&self)
    var count = 0
    while case .sign(let text) = current.kind, signs.contains(text),
      let sign = BinaryOperator(rawValue: text)
    {
      try limit(&count)
      let spot = take().spot
      left = ExpressionTree(.binary(sign, left, try operand(&self)), spot)
    }
    return left
  }

  mutating func unary(hasFilters: Bool = true) throws(TemplateError) -> ExpressionTree {
    let spot = current.spot
    var tree: ExpressionTree
    if current.isSign("-") || current.isSign("+") {
      let isNegative = take().text == "-"
      let inner = try deepen { (parser) throws(TemplateError) in
        try parser.unary(hasFilters: false)
      }
      tree = ExpressionTree(isNegative ? .negative(inner) : .positive(inner), spot)
    } else {
      tree = try primary()
    }
    tree = try postfix(tree)
    return hasFilters ? try filtersAndTests(tree) : tree
  }
}

private enum Message {
  static let tooHigh = "the expression has more than \(Parser.heightLimit) levels"
  static let tooLong = "the expression has more than \(Parser.depthLimit) operators in a row"
}
