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

  /// One value for each parameter, nil where none is given.
  ///
  /// - Throws: a `type` error for one too many, missing, unknown or given twice.
  func bind(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> [Datum?] {
    var values = [Datum?](repeating: nil, count: parameters.count)
    guard arguments.positional.count <= parameters.count else {
      throw run.failure(.type, Message.tooMany(name, parameters.count))
    }
    for (index, value) in arguments.positional.enumerated() { values[index] = value }
    for (parameter, value) in arguments.named {
      guard let index = parameters.firstIndex(of: parameter) else {
        throw run.failure(
          .type, Message.unknown(name, parameter), hint: Message.known(parameters))
      }
      guard values[index] == nil else { throw run.failure(.type, Message.twice(name, parameter)) }
      values[index] = value
    }
    for index in 0..<required where values[index] == nil {
      throw run.failure(.type, Message.missing(name, parameters[index]))
    }
    return values
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
