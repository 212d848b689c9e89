import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeTemplate

/// `docs/reference/expressions.md`, held against the engine.
struct ExpressionsPageTests {
  private static let path =
    Golden.folder("../../docs/reference/expressions.md", beside: #filePath)

  private static func result(_ spec: ExpressionSpec) throws -> String {
    try ExpressionReference.result(of: spec, yaml: JSONAlone())
  }

  /// A table's row; what gives no sentence has three cells.
  private static func row(_ spec: ExpressionSpec) throws -> String {
    let names = spec.names.map { "`\($0)`" }.joined(separator: ", ")
    let cells =
      [names, "`\(spec.example)`", "`\(try result(spec))`"] + [spec.summary].compactMap(\.self)
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  /// The page with the rows of every table anew; all else is written by hand.
  private func page() throws -> String {
    let text = try #require(Golden.read(Self.path))
    var lines: [String] = []
    var isInTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let group = ExpressionSpec.Group.allCases.first {
        line.hasPrefix("| \($0.rawValue) | example")
      }
      if let group {
        lines.append(line)
        lines.append(line.contains("meaning") ? "| --- | --- | --- | --- |" : "| --- | --- | --- |")
        lines += try ExpressionReference.specs(of: group).map(Self.row)
        isInTable = true
      } else if !isInTable || !line.hasPrefix("|") {
        lines.append(line)
        isInTable = false
      }
    }
    return lines.joined(separator: "\n")
  }

  @Test func `the page has every example with what it gives`() throws {
    let complaint = Golden.complaint(about: try page(), at: Self.path)
    #expect(complaint == nil, "run 'make docs', and look at the page")
  }

  @Test func `every example has what it is an example of`() {
    for spec in ExpressionReference.specs {
      #expect(
        spec.names.contains { spec.example.contains($0) }, "\(spec.names) in '\(spec.example)'")
    }
  }

  private func names(_ group: ExpressionSpec.Group) -> [String] {
    ExpressionReference.specs(of: group).flatMap(\.names).sorted()
  }

  @Test func `every filter, test and function of the engine is told, and no other`() {
    #expect(names(.filter) == Filters.names)
    #expect(names(.test) == Tests.names)
    #expect(names(.function) == Globals.names.sorted())
  }

  /// What Python 3.11 has, which is more than the engine.
  private static let methods: [(group: ExpressionSpec.Group, value: String, names: String)] = [
    (
      .textMethod, "'a'",
      """
      capitalize casefold center count encode endswith expandtabs find format format_map index \
      isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace \
      istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace \
      rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title \
      translate upper zfill
      """
    ),
    (
      .listMethod, "[1]",
      "append clear copy count extend index insert pop remove reverse sort"
    ),
    (
      .mappingMethod, "{}",
      "clear copy fromkeys get items keys pop popitem setdefault update values"
    ),
  ]

  @Test(arguments: methods.indices)
  func `every method of Python's that the engine has is told, and no other`(
    index: Int
  ) throws {
    let (group, value, known) = Self.methods[index]
    let there = try known.split(separator: " ").map(String.init).filter {
      let spec = ExpressionSpec(
        group, names: [$0], summary: nil, example: "\(value).\($0) is defined")
      return try Self.result(spec) == "true"
    }
    #expect(names(group) == there)
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
