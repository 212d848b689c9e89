/// A macro as it was defined: with the variables around it.
final class MacroObject: TemplateObject {
  private let code: MacroCode
  private let frame: Frame

  init(_ code: MacroCode, _ frame: Frame) {
    self.code = code
    self.frame = frame
  }

  override func letGo() { frame.clear() }

  override var kindName: String { code.name.map { "the macro '\($0)'" } ?? "the caller" }
  override var isCallable: Bool { true }

  override func attribute(_ name: String, _ run: Run) throws(TemplateError) -> Datum? {
    switch name {
    case "name": code.name.map { Datum.string($0) } ?? Datum.none
    case "arguments": .tuple(code.parameters.map { .string($0.name) })
    case "catch_kwargs": .boolean(code.namedSlot != nil)
    case "catch_varargs": .boolean(code.restSlot != nil)
    case "caller": .boolean(code.usesCaller)
    default: nil
    }
  }

  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    let isMarkup = run.isEscaping
    let inner = Frame(code.slotCount, parent: frame, context: frame.context, run: run)
    try code.bind(arguments, inner)
    if run.spot.file == code.spot.file {
      return try run.deepen { () throws(TemplateError) in
        try code.rendered(inner, isMarkup: isMarkup)
      }
    }
    return try run.enter { () throws(TemplateError) in
      try code.rendered(inner, isMarkup: isMarkup)
    }
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<Macro \(code.name.map { run.quoted($0) } ?? "anonymous")>"
  }
}
