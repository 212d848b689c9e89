/// The functions that every template has.
enum Globals {
  static let names = ["range", "dict", "lipsum", "cycler", "joiner", "namespace"]

  static func value(_ name: String) -> Datum? {
    guard names.contains(name) else { return nil }
    return .object(
      NativeFunction(name) { (arguments, run) throws(TemplateError) in
        try call(name, arguments, run)
      })
  }

  private static func call(
    _ name: String, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    switch name {
    case "range": return try range(arguments, run)
    case "dict": return .dict(try dict(name, arguments, run))
    case "namespace": return .object(Namespace(try dict(name, arguments, run)))
    case "cycler":
      guard arguments.named.isEmpty else { throw run.failure(.type, Message.noNames) }
      guard !arguments.positional.isEmpty else { throw run.failure(.runtime, Message.noValues) }
      return .object(Cycler(arguments.positional))
    case "joiner":
      let values = try Signature(name, ["sep"]).bind(arguments, run)
      return .object(Joiner(values[0] ?? .string(", ")))
    default: return try Lipsum.call(arguments, run)
    }
  }

  private static func dict(
    _ name: String, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> DictBox {
    guard arguments.positional.count <= 1 else { throw run.failure(.type, Message.one(name)) }
    let dict = DictBox()
    if let source = arguments.positional.first {
      try run.fill(dict, from: try run.whole(source))
    }
    for (name, value) in arguments.named { dict[name] = value }
    return dict
  }

  private static func range(
    _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> Datum {
    guard arguments.named.isEmpty, (1...3).contains(arguments.positional.count) else {
      throw run.failure(.type, Message.range)
    }
    var numbers: [Int64] = []
    for argument in arguments.positional {
      numbers.append(Int64(try run.integer(argument, "a bound of 'range'")))
    }
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step != 0 else { throw run.failure(.value, Message.zeroStep) }
    let start = numbers.count == 1 ? 0 : numbers[0]
    let stop = numbers.count == 1 ? numbers[0] : numbers[1]
    return .object(RangeObject(start: start, stop: stop, step: step))
  }
}

private enum Message {
  static let noNames = "'cycler' takes no named values"
  static let noValues = "'cycler' needs at least one value"
  static let range = "'range' takes one to three integers"
  static let zeroStep = "'range' cannot have a step of zero"
  static func one(_ name: String) -> String { "'\(name)' takes one mapping and named values" }
}
