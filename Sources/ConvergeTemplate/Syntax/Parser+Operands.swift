/// Names, literals, and what stands behind them.
extension Parser {
  mutating func primary(allowsMember: Bool = false) throws(TemplateError) -> ExpressionTree {
    let token = current
    let kind: ExpressionTree.Kind
    switch token.kind {
    case .name:
      take()
      kind = try name(token.text, allowsMember: allowsMember)
    case .string:
      var text = take().text
      while current.kind == .string { text += take().text }
      kind = .string(text)
    case .integer: kind = .integer(take().integer)
    case .float: kind = .float(take().float)
    case .sign("("):
      take()
      let inner = try deepen { (parser) throws(TemplateError) in
        try parser.tuple(inParentheses: true)
      }
      try expect(sign: ")")
      return inner
    case .sign("["): kind = .list(try list())
    case .sign("{"): kind = .dict(try dict())
    default: throw unexpected(wanted: "a value")
    }
    return ExpressionTree(kind, token.spot)
  }

  private mutating func name(
    _ text: String, allowsMember: Bool
  ) throws(TemplateError) -> ExpressionTree.Kind {
    switch text {
    case "true", "True": return .boolean(true)
    case "false", "False": return .boolean(false)
    case "none", "None": return .none
    default:
      guard allowsMember, takes(sign: ".") else { return .name(text) }
      return .member(text, try expect(.name, "the name of an attribute").text)
    }
  }

  private mutating func list() throws(TemplateError) -> [ExpressionTree] {
    take()
    var elements: [ExpressionTree] = []
    while !current.isSign("]") {
      if !elements.isEmpty {
        try expect(sign: ",")
        if current.isSign("]") { break }
      }
      elements.append(try expression())
    }
    try expect(sign: "]")
    return elements
  }

  private mutating func dict() throws(TemplateError) -> [(
    key: ExpressionTree, value: ExpressionTree
  )] {
    take()
    var pairs: [(key: ExpressionTree, value: ExpressionTree)] = []
    while !current.isSign("}") {
      if !pairs.isEmpty {
        try expect(sign: ",")
        if current.isSign("}") { break }
      }
      let key = try expression()
      try expect(sign: ":")
      pairs.append((key, try expression()))
    }
    try expect(sign: "}")
    return pairs
  }

  mutating func postfix(_ tree: ExpressionTree) throws(TemplateError) -> ExpressionTree {
    var tree = tree
    var count = 0
    while true {
      try limit(&count)
      switch current.kind {
      case .sign("."): tree = try attribute(tree)
      case .sign("["): tree = try subscripted(tree)
      case .sign("("):
        let spot = current.spot
        tree = ExpressionTree(.call(tree, try call()), spot)
      default: return tree
      }
    }
  }

  private func limit(_ count: inout Int) throws(TemplateError) {
    count += 1
    if count > Self.depthLimit { throw error(Message.tooLong) }
  }

  private mutating func attribute(_ tree: ExpressionTree) throws(TemplateError) -> ExpressionTree {
    take()
    let token = take()
    switch token.kind {
    case .name: return ExpressionTree(.attribute(tree, token.text), token.spot)
    case .integer:
      let key = ExpressionTree(.integer(token.integer), token.spot)
      return ExpressionTree(.item(tree, key), token.spot)
    default: throw error(Message.noAttribute(token.description), at: token.spot)
    }
  }

  private mutating func subscripted(
    _ tree: ExpressionTree
  ) throws(TemplateError) -> ExpressionTree {
    let spot = take().spot
    var start: ExpressionTree?
    if !current.isSign(":") {
      if current.isSign("]") {
        take()
        return ExpressionTree(.item(tree, ExpressionTree(.tuple([]), spot)), spot)
      }
      let key = try expression()
      if takes(sign: "]") { return ExpressionTree(.item(tree, key), spot) }
      if current.isSign(",") { return try tupleKey(tree, key, spot) }
      start = key
    }
    try expect(sign: ":")
    var stop: ExpressionTree?
    var step: ExpressionTree?
    if !current.isSign(":"), !current.isSign("]") { stop = try expression() }
    if takes(sign: ":"), !current.isSign("]") { step = try expression() }
    try expect(sign: "]")
    return ExpressionTree(.slice(tree, start: start, stop: stop, step: step), spot)
  }

  private mutating func tupleKey(
    _ tree: ExpressionTree, _ first: ExpressionTree, _ spot: Spot
  ) throws(TemplateError) -> ExpressionTree {
    var keys = [first]
    while takes(sign: ",") { keys.append(try expression()) }
    try expect(sign: "]")
    return ExpressionTree(.item(tree, ExpressionTree(.tuple(keys), spot)), spot)
  }

  mutating func call() throws(TemplateError) -> CallTree {
    let spot = current.spot
    try expect(sign: "(")
    var call = CallTree()
    var isFirst = true
    while !current.isSign(")") {
      if !isFirst {
        try expect(sign: ",")
        if current.isSign(")") { break }
      }
      isFirst = false
      if takes(sign: "*") {
        guard call.rest == nil, call.namedRest == nil else { throw error(Message.order, at: spot) }
        call.rest = try expression()
      } else if takes(sign: "**") {
        guard call.namedRest == nil else { throw error(Message.order, at: spot) }
        call.namedRest = try expression()
      } else if current.kind == .name, following.isSign("=") {
        guard call.namedRest == nil else { throw error(Message.order, at: spot) }
        let name = take().text
        take()
        if call.named.contains(where: { $0.name == name }) {
          throw error(Message.twice(name), at: spot)
        }
        call.named.append((name, try expression()))
      } else {
        guard call.rest == nil, call.namedRest == nil, call.named.isEmpty else {
          throw error(Message.order, at: spot)
        }
        call.positional.append(try expression())
      }
    }
    try expect(sign: ")")
    return call
  }

  mutating func filtersAndTests(_ tree: ExpressionTree) throws(TemplateError) -> ExpressionTree {
    var tree = tree
    var count = 0
    while true {
      try limit(&count)
      if current.isSign("|") {
        tree = try filters(tree, startsInline: false)
      } else if current.isName("is") {
        tree = try test(tree)
      } else if current.isSign("(") {
        let spot = current.spot
        tree = ExpressionTree(.call(tree, try call()), spot)
      } else {
        return tree
      }
    }
  }

  /// One filter or several; the first without its `|` where it `startsInline`.
  mutating func filters(
    _ tree: ExpressionTree?, startsInline: Bool
  ) throws(TemplateError) -> ExpressionTree {
    var tree = tree
    var isInline = startsInline
    var count = 0
    while isInline || current.isSign("|") {
      try limit(&count)
      if !isInline { take() }
      isInline = false
      let (name, spot) = try dottedName("the name of a filter")
      let call = current.isSign("(") ? try call() : CallTree()
      tree = ExpressionTree(.filter(tree, name, call), spot)
    }
    guard let tree else { throw unexpected(wanted: "a filter") }
    return tree
  }

  private mutating func dottedName(_ what: String) throws(TemplateError) -> (String, Spot) {
    let token = try expect(.name, what)
    var name = token.text
    while takes(sign: ".") { name += "." + (try expect(.name, what).text) }
    return (name, token.spot)
  }

  private mutating func test(_ tree: ExpressionTree) throws(TemplateError) -> ExpressionTree {
    let begin = take().spot
    let isNegated = takes(name: "not")
    let (name, spot) = try dottedName("the name of a test")
    var arguments = CallTree()
    switch current.kind {
    case .sign("("): arguments = try call()
    case .name, .string, .integer, .float, .sign("["), .sign("{"):
      if ["else", "or", "and"].contains(where: { current.isName($0) }) { break }
      if current.isName("is") { throw error(Message.chained) }
      arguments.positional = [try postfix(try primary())]
    default: break
    }
    let test = ExpressionTree(.test(tree, name, arguments), spot)
    return isNegated ? ExpressionTree(.not(test), begin) : test
  }
}

private enum Message {
  static let order =
    "values of a call stand in this order: plain ones, named ones, '*' and '**' once each"
  static let chained = "tests cannot be chained; join two by 'and'"
  static let tooLong = "the expression has more than \(Parser.depthLimit) parts in a row"
  static func twice(_ name: String) -> String { "'\(name)' is given twice" }
  static func noAttribute(_ found: String) -> String {
    "behind '.' stands a name or a number, not \(found)"
  }
}
