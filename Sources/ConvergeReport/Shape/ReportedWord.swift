internal import ConvergeCore

/// One of a closed set of words.
protocol ReportedWord: Reported, RawRepresentable, CaseIterable where RawValue == String {}

extension ReportedWord {
  static var schema: Value {
    .record(["enum": .list(allCases.map { .text($0.rawValue) })])
  }
  var value: Value { .text(rawValue) }
  init(_ value: Value, at path: String) throws(MalformedReport) {
    guard case .text(let text) = value, let word = Self(rawValue: text) else {
      let words = allWords(Self.self)
      throw MalformedReport("one of \(words)", at: path)
    }
    self = word
  }
}

private func allWords<Word: ReportedWord>(_ type: Word.Type) -> String {
  type.allCases.map(\.rawValue).joined(separator: ", ")
}
