/// Other templates.
extension Run {
  /// The template of that name, or of the first name in a list that there is.
  func template(_ name: Datum) throws(TemplateError) -> Template {
    switch name {
    case .sensitive: throw failure(.type, Message.sensitive)
    case .string(let text), .markup(let text): return try template(among: [text])
    case .undefined(let undefined): throw failure(undefined)
    case .list(let box), .tuple(let box):
      var names: [String] = []
      for element in box.elements { names.append(try string(element, Message.what)) }
      guard !names.isEmpty else { throw failure(.notFound, Message.noName) }
      return try template(among: names)
    default: throw failure(.type, Message.noName(kindName(name)))
    }
  }

  private func template(among names: [String]) throws(TemplateError) -> Template {
    for name in names {
      if let found = try engine.template(named: name, spot, chain) { return found }
    }
    throw failure(.notFound, Message.notFound(names))
  }

  /// What a template exports without any context, made once.
  func module(_ template: Template) throws(TemplateError) -> ModuleObject {
    if let module = modules[ObjectIdentifier(template)] { return module }
    let module = try newModule(template, NameScope())
    modules[ObjectIdentifier(template)] = module
    return module
  }

  func newModule(
    _ template: Template, _ names: NameScope
  ) throws(TemplateError) -> ModuleObject {
    let context = template.context(names, isEscaping: engine.isEscaping)
    let body = try captured { () throws(TemplateError) in
      try enter { () throws(TemplateError) in try template.run(context, self) }
    }
    return ModuleObject(template.name, context.exported, body: body)
  }
}

private enum Message {
  static let sensitive = "a sensitive value cannot name a template"
  static let what = "the name of a template"
  static let noName = "the list of templates is empty"
  static func noName(_ kind: String) -> String { "a template is named by a text, not by \(kind)" }
  static func notFound(_ names: [String]) -> String {
    names.count == 1
      ? "there is no template '\(names[0])'"
      : "there is none of the templates " + names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
