/// Filters of Ansible on sizes and times.
extension Filters {
  static let measureTable: [NamedFilter] = [
    .init(
      "human_readable",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("human_readable", ["isbits", "unit"], arguments)
        if case .undefined(let undefined) = arguments.value { throw run.failure(undefined) }
        guard let size = run.reveal(arguments.value).number?.asDouble else {
          throw run.failure(.type, Message.noNumber(run.kindName(arguments.value)))
        }
        let unit = run.isNone(values[1]) ? nil : try run.string(values[1] ?? .none, "the unit")
        let isBits = try run.flag(values[0])
        let found =
          units.last { entry in
            unit.map { $0.uppercased() == entry.letter } ?? (size >= entry.size)
          } ?? units[0]
        let word = isBits ? "bits" : "Bytes"
        let name = found.size == 1 ? word : found.letter + (isBits ? "b" : "B")
        return .string(FloatText.fixed(size / found.size, precision: 2) + " " + name)
      }
    ),
    .init(
      "human_to_bytes",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("human_to_bytes", ["default_unit", "isbits"], arguments)
        let text = try run.text(arguments.value)
        let unit = run.isNone(values[0]) ? nil : try run.string(values[0] ?? .none, "the unit")
        guard let size = bytes(in: text, unit: unit, isBits: try run.flag(values[1])) else {
          throw run.failure(.value, Message.noSize(run.shown(text)), hint: Message.size)
        }
        guard let whole = Int64(exactly: size.rounded(.toNearestOrEven)) else {
          throw run.failure(.overflow, Message.overflow)
        }
        return .integer(whole)
      }
    ),
    .init(
      "strftime",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("strftime", ["second", "utc"], arguments)
        let format = try run.string(arguments.value, "the format")
        guard !run.isNone(values[0]), let given = values[0] else {
          throw run.failure(.value, Message.noTime, hint: Message.time)
        }
        guard let seconds = try run.floating(given),
          let whole = Int64(exactly: seconds.rounded(.down)),
          let time = CalendarTime(secondsSince1970: whole)
        else { throw run.failure(.value, Message.noSeconds) }
        try run.spend(format.utf8.count)
        let text = time.text(format)
        try run.allow(bytes: text.utf8.count)
        return .string(text)
      }
    ),
  ]

  private static let units: [(letter: String, size: Double)] =
    zip(["B", "K", "M", "G", "T", "P", "E", "Z", "Y"], 0...).map { letter, power in
      (letter, Double(sign: .plus, exponent: 10 * power, significand: 1))
    }

  private static let unitNames = [
    "B": "", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa",
    "Z": "zeta", "Y": "yotta",
  ]

  /// A size such as `1.5 GB`, in bytes or bits; nil where it is none.
  private static func bytes(in text: String, unit: String?, isBits: Bool) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard digits.last?.isNumber == true, digits.count(where: { $0 == "." }) <= 1,
      let number = Double(digits.first == "." ? "0" + digits : String(digits))
    else { return nil }
    var rest = String(text.dropFirst(digits.count)).stripped()
    if rest.isEmpty {
      // Only what has no unit of its own takes the default.
      guard let unit else { return number }
      rest = unit
    }
    guard rest.allSatisfy({ $0.isASCII && $0.isLetter }), let first = rest.first else { return nil }
    let letter = first.uppercased()
    guard let found = units.first(where: { $0.letter == letter }) else { return nil }
    if rest.utf8.count > 1 {
      let word = (unitNames[letter] ?? "") + (isBits ? "bit" : "byte")
      let short = letter == "B" ? "" : letter + (isBits ? "b" : "B")
      guard rest.lowercased() == word || rest == short else { return nil }
    }
    return number * found.size
  }
}

private enum Message {
  static let size = "write a number and a unit, such as '10M' or '1.5 GB'"
  static let overflow = "the number is larger than 64 bits hold"
  static let noTime = "'strftime' needs the seconds: the time of a run would make each one differ"
  static let time = "such as '%Y' | strftime(facts.time.boot_time)"
  static let noSeconds = "the seconds must be a number within the years 0 to 9999"
  static func noNumber(_ kind: String) -> String { "a number is needed, not \(kind)" }
  static func noSize(_ text: String) -> String { "'\(text)' is no size" }
}
