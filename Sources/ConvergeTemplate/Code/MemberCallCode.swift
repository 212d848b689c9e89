/// `value.name(…)`: where the value's type has such a method, it is called without being made a
/// value of its own first.
final class MemberCallCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  private let hash: Int
  private let arguments: ArgumentsCode
  private let spot: Spot
  /// Where the name stands.
  private let nameSpot: Spot
  private let textMethod: NamedMethod?
  private let loopMember: LoopObject.Member?
  private let isDictMethod: Bool

  init(
    _ inner: ExpressionCode, _ name: String, at nameSpot: Spot, _ arguments: ArgumentsCode,
    _ spot: Spot
  ) {
    self.inner = inner
    self.name = name
    self.nameSpot = nameSpot
    self.arguments = arguments
    self.spot = spot
    hash = textHash(name)
    textMethod = TextMethods.named(name)
    isDictMethod = DictMethods.has(name)
    let member = LoopObject.Member(rawValue: name)
    loopMember = member == .cycle || member == .changed ? member : nil
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let receiver = try inner.value(frame)
    let run = frame.run
    switch receiver {
    case .string(let text):
      if let textMethod {
        return try call(frame, receiver) { (arguments, run) throws(TemplateError) in
          try textMethod.body(TextReceiver(text: text, isMarkup: false), arguments, run)
        }
      }
    case .dict(let dict) where isDictMethod:
      return try call(frame, receiver) { [name] (arguments, run) throws(TemplateError) in
        try DictMethods.call(name, dict, arguments, run)
      }
    case .object(let object):
      if let loopMember, let loop = object as? LoopObject {
        return try call(frame, .none) { (arguments, run) throws(TemplateError) in
          try loop.call(loopMember, arguments.positional, run)
        }
      }
    default: break
    }
    run.spot = nameSpot
    let function = try run.attribute(receiver, name, hash: hash)
    let values = try arguments.values(frame, spot: spot)
    run.spot = spot
    run.isEscaping = frame.context.isEscaping
    return try run.call(function, values)
  }

  @inline(__always)
  private func call(
    _ frame: Frame, _ receiver: Datum, _ body: (Arguments, Run) throws(TemplateError) -> Datum
  ) throws(TemplateError) -> Datum {
    let run = frame.run
    let values = try arguments.values(frame, spot: spot)
    run.spot = spot
    run.isEscaping = frame.context.isEscaping
    try run.spend()
    try run.charge(text: receiver)
    for value in values.positional { try run.charge(value) }
    let result = try run.marking { () throws(TemplateError) in try body(values, run) }
    try run.charge(result)
    return result
  }
}
