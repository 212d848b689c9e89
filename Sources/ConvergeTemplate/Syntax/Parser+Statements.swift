internal import ConvergeCore

/// Statements.
extension Parser {
  private static let tags = [
    "for", "if", "block", "extends", "print", "macro", "include", "from", "import", "set", "with",
    "autoescape", "call", "filter", "raw",
  ]

  mutating func statement(_ ends: [String]) throws(TemplateError) -> StatementTree? {
    let spot = current.spot
    guard current.kind == .name else { throw unexpected(wanted: "the name of a tag") }
    let tag = current.text
    let kind: StatementTree.Kind
    switch tag {
    case "for": kind = try loop()
    case "if": kind = try condition()
    case "block": kind = .block(try block())
    case "extends":
      take()
      kind = .extends(try expression())
    case "print": kind = try printing()
    case "macro":
      take()
      let name = try targetName()
      kind = .macro(name, MacroTree(parameters: try signature(), body: try closedBody("macro")))
    case "include": kind = try include()
    case "from": kind = try fromImport()
    case "import": kind = try importing()
    case "set": kind = try set()
    case "with": kind = try with()
    case "autoescape":
      take()
      kind = .autoescape(try expression(), body: try closedBody("autoescape"))
    case "call": kind = try callBlock()
    case "filter":
      take()
      let filter = try filters(nil, startsInline: true)
      kind = .filterBlock(filter, body: try closedBody("filter"))
    default: throw unknown(tag, ends)
    }
    return StatementTree(kind, spot)
  }

  private func unknown(_ tag: String, _ ends: [String]) -> TemplateError {
    if !ends.isEmpty, tag.hasPrefix("end") || ["else", "elif"].contains(tag) {
      return error(Message.misplaced(tag), hint: Message.expected(ends))
    }
    return error(
      Message.unknown(tag), hint: nearest(to: tag, among: Self.tags + ends).map(didYouMean))
  }

  private mutating func loop() throws(TemplateError) -> StatementTree.Kind {
    take()
    let target = try target(endingAt: "in")
    try expect(name: "in")
    let source = try tuple(hasConditional: false, endingAt: "recursive")
    let test = takes(name: "if") ? try expression() : nil
    let isRecursive = takes(name: "recursive")
    let body = try body("for", until: ["endfor", "else"])
    var otherwise: [StatementTree] = []
    if take().text == "else" { otherwise = try closedBody("for") }
    return .loop(
      LoopTree(
        target: target, source: source, test: test, isRecursive: isRecursive, body: body,
        otherwise: otherwise))
  }

  private mutating func condition() throws(TemplateError) -> StatementTree.Kind {
    var branches: [(test: ExpressionTree, body: [StatementTree])] = []
    var end = ""
    repeat {
      take()
      let test = try tuple(hasConditional: false)
      branches.append((test, try body("if", until: ["elif", "else", "endif"])))
      end = current.text
    } while end == "elif"
    take()
    let otherwise = end == "else" ? try closedBody("if") : []
    return .condition(branches: branches, otherwise: otherwise)
  }

  private mutating func block() throws(TemplateError) -> BlockTree {
    take()
    let name = try expect(.name, "the block's name").text
    let isScoped = takes(name: "scoped")
    let isRequired = takes(name: "required")
    if current.isSign("-") { throw error(Message.hyphen) }
    let body = try closedBody("block")
    if isRequired {
      for statement in body {
        guard case .output(let parts) = statement.kind, parts.allSatisfy(\.isSpace) else {
          throw error(Message.required(name), at: statement.spot)
        }
      }
    }
    _ = takes(name: name)
    return BlockTree(name: name, isScoped: isScoped, isRequired: isRequired, body: body)
  }

  private mutating func printing() throws(TemplateError) -> StatementTree.Kind {
    take()
    var parts: [OutputPart] = []
    while current.kind != .blockEnd {
      if !parts.isEmpty { try expect(sign: ",") }
      parts.append(.expression(try expression()))
    }
    return .output(parts)
  }

  /// `with context` or `without context`, if it stands here.
  private mutating func context() -> Bool? {
    let isWith = current.isName("with")
    guard isWith || current.isName("without"), following.isName("context") else { return nil }
    take()
    take()
    return isWith
  }

  private mutating func include() throws(TemplateError) -> StatementTree.Kind {
    take()
    let template = try expression()
    var ignoresMissing = false
    if current.isName("ignore"), following.isName("missing") {
      take()
      take()
      ignoresMissing = true
    }
    return .include(template, ignoresMissing: ignoresMissing, hasContext: context() ?? true)
  }

  private mutating func importing() throws(TemplateError) -> StatementTree.Kind {
    take()
    let template = try expression()
    try expect(name: "as")
    let name = try targetName()
    return .importing(template, as: name, hasContext: context() ?? false)
  }

  private mutating func fromImport() throws(TemplateError) -> StatementTree.Kind {
    take()
    let template = try expression()
    try expect(name: "import")
    var names: [(name: String, alias: String)] = []
    var hasContext: Bool?
    while true {
      if !names.isEmpty { try expect(sign: ",") }
      hasContext = context()
      if hasContext != nil { break }
      let name = try targetName()
      if name.hasPrefix("_") { throw error(Message.hidden(name)) }
      names.append((name, takes(name: "as") ? try targetName() : name))
      hasContext = context()
      if hasContext != nil || !current.isSign(",") { break }
    }
    return .fromImport(template, names: names, hasContext: hasContext ?? false)
  }

  private mutating func set() throws(TemplateError) -> StatementTree.Kind {
    take()
    let target = try target(endingAt: nil, allowsMember: true)
    if takes(sign: "=") { return .set(target, try tuple()) }
    let filter = current.isSign("|") ? try filters(nil, startsInline: false) : nil
    return .setBlock(target, filter: filter, body: try closedBody("set"))
  }

  private mutating func with() throws(TemplateError) -> StatementTree.Kind {
    take()
    var values: [(target: TargetTree, value: ExpressionTree)] = []
    while current.kind != .blockEnd {
      if !values.isEmpty { try expect(sign: ",") }
      let target = try target(endingAt: nil)
      try expect(sign: "=")
      values.append((target, try expression()))
    }
    return .with(values, body: try closedBody("with"))
  }

  private mutating func callBlock() throws(TemplateError) -> StatementTree.Kind {
    let spot = take().spot
    let parameters = current.isSign("(") ? try signature() : []
    let call = try expression()
    guard case .call = call.kind else { throw error(Message.noCall, at: spot) }
    return .callBlock(call, MacroTree(parameters: parameters, body: try closedBody("call")))
  }

  private mutating func signature() throws(TemplateError) -> [(
    name: String, value: ExpressionTree?
  )] {
    try expect(sign: "(")
    var parameters: [(name: String, value: ExpressionTree?)] = []
    while !current.isSign(")") {
      if !parameters.isEmpty { try expect(sign: ",") }
      let name = try targetName()
      if takes(sign: "=") {
        parameters.append((name, try expression()))
      } else if parameters.last?.value != nil {
        throw error(Message.noDefault(name))
      } else {
        parameters.append((name, nil))
      }
    }
    try expect(sign: ")")
    return parameters
  }
}

extension OutputPart {
  fileprivate var isSpace: Bool {
    guard case .text(let text) = self else { return false }
    return text.unicodeScalars.allSatisfy(\.isSpace)
  }
}

private enum Message {
  static let hyphen = "a block's name cannot have a hyphen; write an underscore"
  static let noCall = "the call block needs a call, as in '{% call name() %}'"
  static func unknown(_ tag: String) -> String { "there is no tag '\(tag)'" }
  static func misplaced(_ tag: String) -> String { "'\(tag)' does not belong here" }
  static func expected(_ ends: [String]) -> String {
    ends.map { "'\($0)'" }.joined(separator: " or ") + " is due"
  }
  static func required(_ name: String) -> String {
    "the required block '\(name)' can hold only white space and comments"
  }
  static func hidden(_ name: String) -> String {
    "'\(name)' begins with an underscore and cannot be imported"
  }
  static func noDefault(_ name: String) -> String {
    "'\(name)' needs a default, since one before it has one"
  }
}
