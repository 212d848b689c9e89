import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeTemplate

/// `docs/reference/expressions.md`, held against the engine.
struct ExpressionsPageTests {
  private static let path =
    Golden.folder("../../docs/reference/expressions.md", beside: #filePath)

  /// A row of a table: names, an example, what it gives.
  private struct Row {
    let table: String
    let names: [String]
    let example: String
  }

  private let lines: [String]
  private let rows: [(line: Int, row: Row)]

  init() throws {
    let text = try #require(Golden.read(Self.path))
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var table = ""
    var rows: [(line: Int, row: Row)] = []
    for (index, line) in lines.enumerated() where line.hasPrefix("| ") {
      let cells = Self.cells(line)
      if cells.count >= 3, cells[1] == "example" { table = cells[0] }
      guard cells.count >= 3, cells[0].hasPrefix("`"), cells[1].hasPrefix("`") else { continue }
      let names = cells[0].split(separator: ", ").map { String($0.dropFirst().dropLast()) }
      let example = String(cells[1].dropFirst().dropLast())
      rows.append((index, Row(table: table, names: names, example: example)))
    }
    self.rows = rows
  }

  private static func cells(_ line: String) -> [String] {
    line.replacing("\\|", with: "\u{1}").split(separator: "|").map {
      var cell = $0.drop { $0 == " " }
      while cell.last == " " { cell.removeLast() }
      return String(cell).replacing("\u{1}", with: "|")
    }
  }

  private func names(_ table: String) -> [String] {
    rows.filter { $0.row.table == table }.flatMap(\.row.names)
  }

  private static func value(_ example: String) throws -> Value {
    let engine = TemplateEngine(yaml: JSONAlone())
    let place = Place(file: "expressions.md", line: 1, column: 1)
    return try engine.evaluate(try engine.expression(example, at: place), names: [:])
  }

  @Test func `every example gives what stands beside it`() throws {
    var page = lines
    for (index, row) in rows {
      var cells = Self.cells(lines[index])
      cells[2] = "`\(try Self.value(row.example).jsonText())`"
      let written = cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")
      page[index] = "| \(written) |"
    }
    let complaint = Golden.complaint(about: page.joined(separator: "\n"), at: Self.path)
    #expect(complaint == nil, "run 'make golden', and look at the page")
  }

  @Test func `every example has what it is an example of`() {
    for (_, row) in rows {
      #expect(
        row.names.contains { row.example.contains($0) }, "\(row.names) in '\(row.example)'")
    }
  }

  @Test func `the page has every filter, test and function of the engine, and no other`() {
    #expect(names("filter").sorted() == Filters.names)
    #expect(names("test").sorted() == Tests.names)
    #expect(names("function").sorted() == Globals.names.sorted())
  }

  /// What Python 3.11 has, which is more than the engine.
  private static let methods: [(table: String, value: String, names: String)] = [
    (
      "method of a text", "'a'",
      """
      capitalize casefold center count encode endswith expandtabs find format format_map index \
      isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace \
      istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace \
      rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title \
      translate upper zfill
      """
    ),
    (
      "method of a list", "[1]",
      "append clear copy count extend index insert pop remove reverse sort"
    ),
    (
      "method of a mapping", "{}",
      "clear copy fromkeys get items keys pop popitem setdefault update values"
    ),
  ]

  @Test(arguments: methods.indices)
  func `the page has every method of Python's that the engine has, and no other`(
    index: Int
  ) throws {
    let (table, value, known) = Self.methods[index]
    let there = try known.split(separator: " ").map(String.init).filter {
      try Self.value("\(value).\($0) is defined") == true
    }
    #expect(names(table).sorted() == there)
  }
}

/// Reads the examples' YAML, which is JSON as well: YAML's own reader is another module's.
private struct JSONAlone: TemplateYAML {
  func documents(_ text: String) throws(TemplateInputFailure) -> [Value] {
    do {
      return [try Value(json: Array(text.utf8))]
    } catch {
      throw TemplateInputFailure("\(error)")
    }
  }
}
