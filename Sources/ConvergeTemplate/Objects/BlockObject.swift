/// A block that can be called: `super` and the members of `self`.
final class BlockObject: TemplateObject {
  private let name: String
  private let context: Context
  private let index: Int

  init(_ name: String, _ context: Context, index: Int) {
    self.name = name
    self.context = context
    self.index = index
  }

  override func letGo() { context.letGo() }

  override var kindName: String { "the block '\(name)'" }
  override var isCallable: Bool { true }

  /// The definition that `block` overrides.
  static func above(_ block: BlockCode, _ context: Context) -> Datum {
    let definitions = context.blocks[block.name] ?? []
    let index = (definitions.firstIndex { $0 === block } ?? definitions.count) + 1
    return reference(block.name, context, index: index)
  }

  private static func reference(_ name: String, _ context: Context, index: Int) -> Datum {
    guard let definitions = context.blocks[name], index < definitions.count else {
      return .undefined(Undefined("super", Message.noSuper(name)))
    }
    return .object(BlockObject(name, context, index: index))
  }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    guard name == "super" else { return nil }
    return Self.reference(self.name, context, index: index + 1)
  }

  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    guard let definitions = context.blocks[name], index < definitions.count else { return .none }
    return try run.deepen { () throws(TemplateError) in
      try run.captured(isMarkup: context.isEscaping) { () throws(TemplateError) in
        try definitions[index].run(context, run)
      }
    }
  }
}

/// The variable `self`: the template's blocks by name.
final class SelfObject: TemplateObject {
  private let context: Context
  init(_ context: Context) { self.context = context }

  override func letGo() { context.letGo() }

  override var kindName: String { "the variable 'self'" }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if context.blocks[name] != nil { return .object(BlockObject(name, context, index: 0)) }
    let names = Array(context.blocks.keys)
    return .undefined(Undefined(name, Message.noBlock(name)) { names })
  }

  override func item(_ key: Datum, _ run: Run) throws(TemplateError) -> Datum? {
    guard case .string(let name) = key else { return nil }
    return try attribute(name, run)
  }
}

private enum Message {
  static func noSuper(_ name: String) -> String { "nothing is extended that has a block '\(name)'" }
  static func noBlock(_ name: String) -> String { "the template has no block '\(name)'" }
}
