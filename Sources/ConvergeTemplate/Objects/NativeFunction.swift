/// A function that is built in, or a method bound to its value.
final class NativeFunction: TemplateObject {
  typealias Body = (Arguments, Run) throws(TemplateError) -> Datum

  private let name: String
  private var body: Body

  private let isSensitive: Bool

  init(_ name: String, isSensitive: Bool = false, _ body: @escaping Body) {
    self.name = name
    self.isSensitive = isSensitive
    self.body = body
  }

  override func letGo() { body = { _, _ in .none } }

  override var kindName: String { "the function '\(name)'" }
  override var isCallable: Bool { true }

  override func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    try body(arguments, run)
  }

  /// The same, for a method of a sensitive value: what it gives is sensitive too.
  var asSensitive: NativeFunction {
    if isSensitive { return self }
    let body = body
    return NativeFunction(name, isSensitive: true) { (arguments, run) throws(TemplateError) in
      run.isTouched = true
      return try body(arguments, run).asSensitive
    }
  }

  override func description(_ run: Run) throws(TemplateError) -> String {
    "<built-in method \(name)>"
  }
}
