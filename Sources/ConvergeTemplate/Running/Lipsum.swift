/// Filler text.
enum Lipsum {
  private static let words = [
    "lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "do",
    "eiusmod", "tempor", "incididunt", "ut", "labore", "et", "dolore", "magna", "aliqua", "enim",
    "ad", "minim", "veniam", "quis", "nostrud", "exercitation", "ullamco", "laboris", "nisi",
    "aliquip", "ex", "ea", "commodo", "consequat", "duis", "aute", "irure", "in",
    "reprehenderit", "voluptate", "velit", "esse", "cillum", "eu", "fugiat", "nulla", "pariatur",
  ]

  /// `lipsum(n=5, html=true, min=20, max=100)`.
  static func call(_ arguments: Arguments, _ run: Run) throws(TemplateError) -> Datum {
    let values = try Signature("lipsum", ["n", "html", "min", "max"]).bind(arguments, run)
    let count = try run.integer(values[0], default: 5, "the number of paragraphs")
    let least = try run.integer(values[2], default: 20, "the least number of words")
    let most = try run.integer(values[3], default: 100, "the number of words")
    guard count <= 0 || least < most else { throw run.failure(.value, Message.empty) }
    try run.spend(max(0, count))
    try run.allow(bytes: max(most, 0))
    guard least > -1_000_000_000 else { throw run.failure(.value, Message.empty) }
    var paragraphs: [String] = []
    var bytes = 0
    for _ in 0..<max(0, count) {
      let length = least + run.random.below(most - least)
      try run.spend(max(1, length))
      paragraphs.append(paragraph(length, run))
      bytes += paragraphs.last?.utf8.count ?? 0
      try run.allow(bytes: bytes)
    }
    guard try run.flag(values[1], default: true) else {
      return .string(paragraphs.joined(separator: "\n\n"))
    }
    return .markup(paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n"))
  }

  private static func paragraph(_ length: Int, _ run: Run) -> String {
    var text = ""
    var last = ""
    var isStart = true
    var sinceComma = 0
    for index in 0..<max(0, length) {
      var word = words[run.random.below(words.count)]
      while word == last { word = words[run.random.below(words.count)] }
      last = word
      text += (text.isEmpty ? "" : " ") + (isStart ? word.capitalizedOnce : word)
      isStart = false
      sinceComma += 1
      if index < length - 1, sinceComma > 3 + run.random.below(8) {
        isStart = run.random.below(2) == 0
        text += isStart ? "." : ","
        sinceComma = 0
      }
    }
    return text + "."
  }
}

private enum Message {
  static let empty = "the least number of words must be below the other"
}
