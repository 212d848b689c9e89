/// A function that is built in, or a method bound to its value.
final class NativeFunction: TemplateObject {
  typealias Body = (Arguments, Run) throws(TemplateError) -> Datum

  private let name: String
  private let body: Body

  init(_ name: String, _ body: @escaping Body) {
    self.name = name
    self.body = body
  }

  override var kindName: String { "the function '\(name)'" }
  override var isCallable: Bool { true }

  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    try body(arguments, run)
  }

  /// The same, for a method of a sensitive value: what it gives is sensitive too.
  var asSensitive: NativeFunction {
    let body = body
    return NativeFunction(name) { (arguments, run) throws(TemplateError) in
      try body(arguments, run).asSensitive
    }
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<built-in method \(name)>"
  }
}
