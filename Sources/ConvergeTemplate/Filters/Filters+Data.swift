internal import ConvergeCore

/// Values as text in other languages, and back.
extension Filters {
  static let dataTable: [NamedFilter] = [
    .init(
      "tojson",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("tojson", ["indent"], arguments)
        let indent = run.isNone(values[0]) ? nil : try run.integer(values[0] ?? .none, "the indent")
        var json = JSONText(indent: indent, sortsKeys: true)
        try json.write(arguments.value, run)
        let isPlain = !json.text.utf8.contains { $0 == 60 || $0 == 62 || $0 == 38 || $0 == 39 }
        if isPlain { return .markup(json.text) }
        return .markup(
          json.text.replacingText("<", with: "\\u003c").replacingText(">", with: "\\u003e")
            .replacingText("&", with: "\\u0026").replacingText("'", with: "\\u0027"))
      }
    ),
    .init(
      "pprint",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("pprint", [], arguments)
        var pretty = PrettyText(run)
        try pretty.write(arguments.value)
        return .string(pretty.text)
      }
    ),
    .init(
      "to_json",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("to_json", ["indent", "sort_keys"], arguments)
        let indent = run.isNone(values[0]) ? nil : try run.integer(values[0] ?? .none, "the indent")
        var json = JSONText(indent: indent, sortsKeys: try run.flag(values[1]))
        try json.write(arguments.value, run)
        return .string(json.text)
      }
    ),
    .init(
      "to_nice_json",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("to_nice_json", ["indent", "sort_keys"], arguments)
        var json = JSONText(
          indent: try run.integer(values[0], default: 4, "the indent"),
          sortsKeys: try run.flag(values[1], default: true))
        try json.write(arguments.value, run)
        return .string(json.text)
      }
    ),
    .init(
      "from_json",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("from_json", [], arguments)
        let text = try run.string(arguments.value, "what is read as JSON")
        do throws(JSONError) {
          return Datum(try Value(json: Array(text.utf8)))
        } catch {
          throw run.failure(.value, Message.noJSON(run.shown(error.description)))
        }
      }
    ),
    .init(
      "from_yaml",
      { (arguments, run) throws(TemplateError) in
        let documents = try run.documents("from_yaml", arguments)
        guard documents.count <= 1 else { throw run.failure(.value, Message.several) }
        return documents.first ?? .none
      }
    ),
    .init(
      "from_yaml_all",
      { (arguments, run) throws(TemplateError) in
        .list(try run.documents("from_yaml_all", arguments))
      }
    ),
    .init(
      "to_yaml",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("to_yaml", ["default_flow_style", "indent"], arguments)
        var yaml = YAMLText(
          flow: run.isNone(values[0]) ? .leaves : try run.flag(values[0]) ? .always : .never,
          indent: try run.integer(values[1], default: 2, "the indent"))
        return .string(try yaml.document(arguments.value, run))
      }
    ),
    .init(
      "to_nice_yaml",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("to_nice_yaml", ["indent"], arguments)
        var yaml = YAMLText(
          flow: .never, indent: try run.integer(values[0], default: 4, "the indent"))
        return .string(try yaml.document(arguments.value, run))
      }
    ),
  ]
}

extension Run {
  fileprivate func documents(
    _ name: String, _ arguments: Arguments
  ) throws(TemplateError) -> [Datum] {
    _ = try bind(name, [], arguments)
    let text = try string(arguments.value, "what is read as YAML")
    guard let yaml = engine.yaml else { throw failure(.runtime, Message.noReader) }
    do throws(TemplateInputFailure) {
      return try yaml.documents(text).map { Datum($0) }
    } catch {
      throw failure(.value, shown(error.message), hint: hides ? nil : error.hint)
    }
  }
}

private enum Message {
  static let several = "the text has more than one document; 'from_yaml_all' gives all"
  static let noReader = "no YAML can be read here"
  static func noJSON(_ reason: String) -> String { "the text is no JSON: \(reason)" }
}
