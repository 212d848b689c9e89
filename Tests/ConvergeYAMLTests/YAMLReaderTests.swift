import ConvergeCore
import ConvergeTestSupport
import ConvergeYAML
import Testing

struct YAMLReaderTests {
  private func read(_ text: String) -> (root: Node?, problems: Diagnostics) {
    YAMLReader(file: "t").read(Array(text.utf8))
  }

  private func place(_ line: Int, _ column: Int, _ length: Int) -> Place {
    Place(file: "t", line: line, column: column, length: length)
  }

  @Test func `every node knows its place in characters`() throws {
    let root = try #require(read("é: { ö: 'ab' }\nb:\n  - \"x y\"\n  - [1, 2]\n").root)
    let entries = try #require(root.mapping)
    #expect(root.place == place(1, 1, 1))
    #expect(entries[0].key.place == place(1, 1, 1))
    #expect(entries[0].value.place == place(1, 4, 11))
    #expect(entries[0].value.mapping?[0].key.place == place(1, 6, 1))
    #expect(entries[0].value.mapping?[0].value.place == place(1, 9, 4))
    #expect(entries[1].value.sequence?[0].place == place(3, 5, 5))
    #expect(entries[1].value.sequence?[1].place == place(4, 5, 6))
  }

  @Test func `a text of several lines is underlined on its first`() throws {
    let root = try #require(read("a: |-  \n  x\n  y\nb: \"one  \n  two\"\n").root)
    #expect(root["a"]?.place == place(1, 4, 2))
    #expect(root["a"]?.value == "x\ny")
    #expect(root["b"]?.place == place(4, 4, 4))
  }

  @Test(arguments: ["", "# only a comment\n", "---\n", "\u{FEFF}"])
  func `a text without content has no root and no problem`(text: String) {
    let (root, problems) = read(text)
    #expect(root == nil)
    #expect(problems.items.isEmpty)
  }

  @Test func `a byte order mark and CRLF do not move places`() throws {
    let (root, problems) = read("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n")
    #expect(problems.items.isEmpty)
    #expect(root?["b"]?.value == "x\n")
    #expect(root?.mapping?[0].key.place == place(1, 1, 1))
    #expect(root?.mapping?[1].value.place == place(2, 4, 1))
  }

  @Test func `a thousand levels are read and one more is not`() {
    let fits = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(read(fits).problems.items.isEmpty)
    let (root, problems) = read("[" + fits + "]")
    #expect(root == nil)
    #expect(problems.items.map(\.place) == [place(1, 1001, 1)])
  }

  @Test func `reading stops at the level that is one too many`() {
    let endless = String(repeating: "[", count: 4_000_000)
    #expect(read(endless).problems.items.count == 1)
    #expect(read(String(repeating: "- ", count: 1_000_000)).problems.items.count == 1)
  }

  @Test func `a text of more nodes than any manifest has is not read to its end`() {
    let elements = String(repeating: "a,", count: YAMLReader.nodeLimit)
    let (root, problems) = read("[\(elements)a]")
    #expect(root == nil)
    #expect(
      problems.items.map(\.message) == ["more than 2,000,000 keys, elements and values up to here"]
    )
  }

  @Test func `reading stops after a thousand problems`() {
    let tags = String(repeating: "!x a, ", count: 5_000)
    #expect(read("[\(tags)a]").problems.items.count == YAMLReader.problemLimit + 1)
  }

  @Test(
    arguments: [
      ("a: 1\rb: 2\rc: !x 3\r", 1, 14), ("a: \"x\u{2028}y\"\nb: !x 1\n", 2, 4),
      ("# c\u{85}a: !x 1\n", 1, 8), ("a: |\n  x\u{2029}  y\r\nb: !x 1\n", 3, 4),
      ("a: 1\r\nb: !x 1\r\n", 2, 4), ("\rä: [1,\r!x 2]", 1, 9),
    ])
  func `places count lines as people do, whatever else ends one in YAML`(
    text: String, line: Int, column: Int
  ) {
    let places = read(text).problems.items.map(\.place)
    #expect(places == [place(line, column, 1)])
  }

  @Test func `aliases that expand without end are stopped`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      let row = Array(repeating: alias, count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(row)]\n"
    }
    let (root, problems) = read(text)
    #expect(root == nil)
    #expect(problems.items.count == 1)
    #expect(problems.items[0].message.contains("1,000,000"))
  }

  @Test func `aliases add levels too`() {
    var text = "- &a0 [x]\n"
    for level in 1...1100 { text += "- &a\(level) [*a\(level - 1)]\n" }
    #expect(read(text).problems.items.map(\.message) == ["more than 1000 levels"])
  }

  @Test func `a text that is too large is not looked at`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: YAMLReader.sizeLimitBytes + 1)
    let (root, problems) = YAMLReader(file: "t").read(bytes)
    #expect(root == nil)
    #expect(problems.items.count == 1)
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0x00, 0x0A], "a NUL byte cannot be in a manifest", 4),
      ([0x61, 0x3A, 0x20, 0xC3, 0x28], "the text is not UTF-8", 4),
      ([0xFF, 0xFE, 0x61, 0x00], "the text is not UTF-8", 1),
      ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "the text is not UTF-8", 4),
      ([0x61, 0x1B], "the control character U+001B cannot be in a manifest", 2),
    ] as [([UInt8], String, Int)])
  func `bytes that no text has are an error with a place`(
    bytes: [UInt8], message: String, column: Int
  ) {
    let problems = YAMLReader(file: "t").read(bytes).problems
    #expect(problems.items.map(\.message) == [message])
    #expect(problems.items.first?.place?.column == column)
  }

  @Test func `several problems are reported at once`() {
    let problems = read("a: !!str 1\nb: *none\na: 2\n? [x]\n: 1\n").problems
    #expect(problems.items.compactMap { $0.place?.line } == [1, 2, 3, 4])
  }

  @Test func `a large mapping still finds its duplicates`() {
    let keys = (0..<1000).map { "k\($0): 1\n" }.joined()
    #expect(read(keys).problems.items.isEmpty)
    for key in [0, 7, 8, 999] {
      let problems = read(keys + "k\(key): 2\n").problems
      #expect(problems.items.first?.related.first?.place.line == key + 1)
    }
  }

  @Test(
    arguments: [
      ("a: 1\n...\n", nil), ("a: 1\n...\n# end\n\n", nil), ("--- a\n... # x\n...\n", nil),
      ("a: 1\n...\n%YAML 1.2\n---\nb: 2\n", 3), ("a: 1\n...\n# x\n---\nb: 2\n", 4),
      ("a: 1\n...\nb: 2\n", 3), ("---\n---\n", 2), ("{a: 1} b\n", 1),
    ] as [(String, Int?)])
  func `nothing but comments may follow a document`(text: String, line: Int?) {
    #expect(read(text).problems.items.map { $0.place?.line } == (line.map { [$0] } ?? []))
  }

  @Test(arguments: ["", "# x\n", " \n", "a: 1\n...\n"])
  func `directives without end are not compared with one another`(start: String) {
    let directives = (0..<200_000).map { "%TAG !a\($0)! x\n" }.joined()
    #expect(read(start + directives + "---\nb: 1\n").problems.items.count == 1)
  }

  @Test func `every text that ends too early is told of within itself`() throws {
    for file in Golden.files(in: Golden.folder("positive"), ending: ".yaml") {
      let bytes = try #require(Golden.bytes(file))
      for count in bytes.indices {
        let (_, problems) = YAMLReader(file: "t").read(Array(bytes[..<count]))
        let lines = bytes[..<count].split(separator: 0x0A, omittingEmptySubsequences: false)
        for place in problems.items.compactMap(\.place) {
          try #require(lines.indices.contains(place.line - 1), "\(file) \(count)")
          try #require(place.column <= lines[place.line - 1].count + 1, "\(file) \(count)")
        }
      }
    }
  }
}
