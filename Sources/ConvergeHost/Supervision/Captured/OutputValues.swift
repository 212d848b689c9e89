/// The values that a program has written to `$CONVERGE_OUTPUT`.
struct OutputValues {
  /// Of the file, in bytes.
  static let limitBytes = 64 << 10
  static let limitCount = 100

  /// In the order in which the names came first; the last value of each.
  private(set) var values: [(name: String, value: String)] = []
  /// What of it does not count, and why.
  private(set) var complaints: [String] = []

  /// Reads lines of `NAME=VALUE`. Empty lines mean nothing.
  init(_ content: [UInt8], secrets: [[UInt8]]) {
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      guard let (name, value) = Self.entry(line) else {
        complain(Message.noEntry(line: index + 1))
        continue
      }
      let shown = String(decoding: SecretMask.masked(Array(value), secrets), as: UTF8.self)
      if let place = values.firstIndex(where: { $0.name == name }) {
        values[place].value = shown
      } else if values.count < Self.limitCount {
        values.append((name, shown))
      } else {
        complain(Message.tooMany)
        return
      }
    }
  }

  /// nil where it is none: a name of letters, digits and `_` that does not begin with a digit, `=`,
  /// and a text.
  private static func entry(_ line: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex,
      equals - line.startIndex <= 200, !line.contains(0),
      String(validating: line, as: UTF8.self) != nil
    else { return nil }
    let name = line[..<equals]
    let isName = name.allSatisfy {
      switch $0 {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[line.startIndex])
    else { return nil }
    return (String(decoding: name, as: UTF8.self), line[(equals + 1)...])
  }

  private mutating func complain(_ text: String) {
    if complaints.count < 5 { complaints.append(text) }
  }
}

private enum Message {
  static func noEntry(line: Int) -> String {
    "[converge: line \(line) of $CONVERGE_OUTPUT is not NAME=VALUE and does not count]"
  }
  static let tooMany =
    "[converge: $CONVERGE_OUTPUT has more than \(OutputValues.limitCount) values; the others do "
    + "not count]"
}
