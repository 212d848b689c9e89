internal import ConvergeCore

/// Between the values of manifests and those of templates.
extension Run {
  func datum(_ input: TemplateInput) throws(TemplateError) -> Datum {
    switch input {
    case .value(let value): return Datum(value)
    case .members(let members): return .object(MembersObject(members))
    case .function(let function):
      return .object(
        NativeFunction(function.name) { (arguments, run) throws(TemplateError) in
          var positional: [Value] = []
          for argument in arguments.positional { positional.append(try run.value(argument)) }
          var named: [Value.Member] = []
          for (name, argument) in arguments.named {
            named.append(Value.Member(name, try run.value(argument)))
          }
          do throws(TemplateInputFailure) {
            return Datum(try function.call(positional, named))
          } catch {
            throw run.failure(.value, error.message, hint: error.hint)
          }
        })
    }
  }

  /// The value for the manifest: tuples and what can only be iterated become lists.
  ///
  /// - Throws: a `type` error for what is no value, such as a macro.
  func value(_ datum: Datum) throws(TemplateError) -> Value {
    switch datum {
    case .none, .missing: return .null
    case .boolean(let flag): return .boolean(flag)
    case .integer(let number): return .integer(number)
    case .float(let number): return .float(number)
    case .string(let text), .markup(let text):
      try spend(4 + text.utf8.count >> 4)
      return .text(text)
    case .list(let box), .tuple(let box): return .list(try values(box.elements))
    case .dict(let dict):
      return try deepen { () throws(TemplateError) in
        try spend(dict.count << 2)
        var members: [Value.Member] = []
        for position in 0..<dict.count {
          let key = try text(dict.key(at: position))
          members.append(Value.Member(key, try value(dict.value(at: position))))
        }
        return .mapping(members)
      }
    case .undefined(let undefined):
      if undefined.isLenient { return .null }
      throw failure(undefined)
    case .sensitive(let box): return .sensitive(try value(box.inner))
    case .object(let members as MembersObject): return try value(members.whole(self))
    case .object(let namespace as Namespace): return try value(.dict(namespace.members))
    case .object(let object):
      if object.isMarkup { return .text(try object.text(self)) }
      guard object.isData, let elements = try object.elements(self) else {
        throw failure(.type, Message.noValue(object.kindName))
      }
      return .list(try values(elements))
    }
  }

  private func values(_ elements: [Datum]) throws(TemplateError) -> [Value] {
    try spend(elements.count << 2)
    return try deepen { () throws(TemplateError) in
      var result: [Value] = []
      for element in elements { result.append(try value(element)) }
      return result
    }
  }
}

extension Datum {
  /// A value from outside.
  init(_ value: Value) {
    switch value {
    case .null: self = .none
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let number): self = .integer(number)
    case .float(let number): self = .float(number)
    case .text(let text): self = .string(text)
    case .bytes(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
    case .list(let elements): self = .list(elements.map { Datum($0) })
    case .mapping(let members): self = .dict(DictBox(members))
    case .unknown: self = .undefined(Undefined("?", Message.unknown))
    case .sensitive(let inner): self = Datum(inner).asSensitive
    }
  }
}

private enum Message {
  static let unknown = "the value is not known before the run"
  static func noValue(_ kind: String) -> String { "\(kind) is no value" }
}
