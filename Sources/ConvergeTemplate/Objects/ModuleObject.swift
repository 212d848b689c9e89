/// An imported template: what it exports by name, and what it prints.
final class ModuleObject: TemplateObject {
  let name: String
  private let exports: DictBox
  private var body: Datum

  init(_ name: String, _ exports: DictBox, body: Datum) {
    self.name = name
    self.exports = exports
    self.body = body
  }

  override func letGo() {
    exports.removeAll()
    body = .none
  }

  override var kindName: String { "the template '\(name)'" }
  override var isMarkup: Bool { true }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    if let value = exports[name] { return value }
    let names = exports.keys.compactMap { key in
      if case .string(let text) = key { text } else { nil }
    }
    return .undefined(Undefined(name, Message.noExport(self.name, name)) { names })
  }

  override func text(_ run: Run) throws(TemplateError) -> String { try run.text(body) }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<TemplateModule \(run.quoted(name))>"
  }
}

private enum Message {
  static func noExport(_ template: String, _ name: String) -> String {
    "the template '\(template)' exports no '\(name)'"
  }
}
