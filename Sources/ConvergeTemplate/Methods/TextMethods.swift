/// The methods of texts, by Python's names.
enum TextMethods {
  typealias Body = @Sendable (TextReceiver, Arguments, Run) throws(TemplateError) -> Datum

  /// The method, bound to the text.
  static func method(_ name: String, of text: String, isMarkup: Bool) -> Datum? {
    guard let method = all[name] else { return nil }
    let receiver = TextReceiver(text: text, isMarkup: isMarkup)
    return .object(
      NativeFunction(name) { (arguments, run) throws(TemplateError) in
        try method.body(receiver, arguments, run)
      })
  }

  static func named(_ name: String) -> NamedMethod? { all[name] }

  private static let all: [String: NamedMethod] = {
    var all: [String: NamedMethod] = [:]
    for table in [caseTable, checkTable, searchTable, splitTable, shapeTable, formatTable] {
      for method in table { all[method.name] = method }
    }
    return all
  }()
}

/// A method of texts with its name.
struct NamedMethod: Sendable {
  let name: String
  let body: TextMethods.Body

  init(_ name: String, _ body: @escaping TextMethods.Body) {
    self.name = name
    self.body = body
  }
}

/// The text that a method belongs to.
struct TextReceiver {
  let text: String
  let isMarkup: Bool

  /// A text of the same type.
  func same(_ text: String) -> Datum { isMarkup ? .markup(text) : .string(text) }

  func same(_ parts: [String]) -> Datum { .list(parts.map(same)) }

  /// An argument as text; escaped where the receiver is markup.
  func fitting(_ value: Datum, _ what: String, _ run: Run) throws(TemplateError) -> String {
    let text = try run.string(value, what)
    return isMarkup ? try run.escaped(value) : text
  }
}

extension TextMethods {
  fileprivate static let caseTable: [NamedMethod] = [
    .init(
      "upper",
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature("upper", []).bind(arguments, run)
        return receiver.same(receiver.text.uppercased())
      }
    ),
    .init(
      "lower",
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature("lower", []).bind(arguments, run)
        return receiver.same(receiver.text.pythonLowercased)
      }
    ),
    .init(
      "casefold",
      { (receiver, arguments, run) throws(TemplateError) in
        receiver.same(receiver.text.pythonLowercased.replacingText("ß", with: "ss"))
      }
    ),
    .init(
      "capitalize",
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature("capitalize", []).bind(arguments, run)
        return receiver.same(receiver.text.capitalizedOnce)
      }
    ),
    .init(
      "title",
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature("title", []).bind(arguments, run)
        return receiver.same(receiver.text.titled)
      }
    ),
    .init(
      "swapcase",
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature("swapcase", []).bind(arguments, run)
        var text = ""
        for scalar in receiver.text.unicodeScalars {
          if scalar.properties.isUppercase {
            text += scalar.properties.lowercaseMapping
          } else if scalar.properties.isLowercase {
            text += scalar.properties.uppercaseMapping
          } else {
            text.unicodeScalars.append(scalar)
          }
        }
        return receiver.same(text)
      }
    ),
  ]

  fileprivate static let checkTable: [NamedMethod] = [
    check("isalpha") { $0.allScalars(\.isLetter) },
    check("isalnum") { $0.allScalars { $0.isLetter || $0.properties.numericType != nil } },
    check("isdigit") {
      $0.allScalars { [.decimal, .digit].contains($0.properties.numericType) }
    },
    check("isdecimal") { $0.allScalars { $0.properties.numericType == .decimal } },
    check("isnumeric") { $0.allScalars { $0.properties.numericType != nil } },
    check("isspace") { $0.allScalars(\.isSpace) },
    check("isascii") { $0.utf8.allSatisfy { $0 < 0x80 } },
    check("isprintable") { $0.unicodeScalars.allSatisfy { $0.isPrintable } },
    check("isidentifier", \.isIdentifier),
    check("islower", \.isLowercaseText),
    check("isupper", \.isUppercaseText),
    check("istitle", \.isTitled),
  ]

  private static func check(
    _ name: String, _ holds: @escaping @Sendable (String) -> Bool
  ) -> NamedMethod {
    .init(
      name,
      { (receiver, arguments, run) throws(TemplateError) in
        _ = try Signature(name, []).bind(arguments, run)
        return .boolean(holds(receiver.text))
      }
    )
  }
}
