/// The parameters of a function, filter or test that is built in.
struct Signature: Sendable {
  let name: String
  let parameters: [String]
  /// How many of them must be given.
  let required: Int

  init(_ name: String, _ parameters: [String], required: Int = 0) {
    self.name = name
    self.parameters = parameters
    self.required = required
  }

  /// The values by their parameters.
  ///
  /// - Throws: a `type` error for one too many, missing, unknown or given twice.
  func bind(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> BoundArguments {
    let given = arguments.positional.count
    if arguments.named.isEmpty, given >= required, given <= parameters.count {
      return BoundArguments(arguments.positional)
    }
    return BoundArguments(try values(arguments, run, isFilter: false))
  }

  /// The same for a filter, whose first parameter has the value that is filtered.
  fileprivate func bind(filtering arguments: Arguments, _ run: Run) throws(TemplateError)
    -> BoundArguments
  {
    BoundArguments(try values(arguments, run, isFilter: true))
  }

  private func values(
    _ arguments: Arguments, _ run: Run, isFilter: Bool
  ) throws(TemplateError) -> [Datum] {
    // What is filtered counts as one of them.
    let more = isFilter ? 1 : 0
    guard arguments.positional.count <= parameters.count else {
      throw run.failure(.type, Message.tooMany(name, parameters.count + more))
    }
    var values = arguments.positional
    let missing = parameters.count - values.count
    values.append(contentsOf: repeatElement(.missing, count: missing))
    for (parameter, value) in arguments.named {
      if isFilter, parameter == "value" { throw run.failure(.type, Message.twice(name, parameter)) }
      guard let index = parameters.firstIndex(of: parameter) else {
        throw run.failure(
          .type, Message.unknown(name, parameter),
          hint: Message.known(isFilter ? ["value"] + parameters : parameters))
      }
      guard values[index].isMissing else {
        throw run.failure(.type, Message.twice(name, parameter))
      }
      values[index] = value
    }
    for index in 0..<required where values[index].isMissing {
      throw run.failure(.type, Message.missing(name, parameters[index]))
    }
    return values
  }
}

extension Run {
  /// The values of a filter's arguments by its parameters.
  func bind(
    _ name: String, _ parameters: [String], required: Int = 0, _ arguments: Arguments
  ) throws(TemplateError) -> BoundArguments {
    let given = arguments.positional.count
    if arguments.named.isEmpty, given >= required, given <= parameters.count {
      return BoundArguments(arguments.positional)
    }
    return try Signature(name, parameters, required: required)
      .bind(filtering: arguments, self)
  }
}

private enum Message {
  static func tooMany(_ name: String, _ count: Int) -> String {
    "'\(name)' takes at most \(count) values"
  }
  static func unknown(_ name: String, _ parameter: String) -> String {
    "'\(name)' takes no '\(parameter)'"
  }
  static func known(_ parameters: [String]) -> String {
    "it takes " + parameters.map { "'\($0)'" }.joined(separator: ", ")
  }
  static func twice(_ name: String, _ parameter: String) -> String {
    "'\(name)' is given '\(parameter)' twice"
  }
  static func missing(_ name: String, _ parameter: String) -> String {
    "'\(name)' needs '\(parameter)'"
  }
}
