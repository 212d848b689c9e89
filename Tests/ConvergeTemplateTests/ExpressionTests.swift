import ConvergeCore
import ConvergeTemplate
import Testing

struct ExpressionTests {
  private func value(_ text: String, _ names: [String: TemplateInput] = [:]) throws -> Value {
    let engine = TemplateEngine()
    let place = Place(file: "m.yml", line: 7, column: 11)
    return try engine.evaluate(try engine.expression(text, at: place), names: names)
  }

  @Test func `a value keeps its type`() throws {
    #expect(try value(" 1 + 1 ") == 2)
    #expect(try value("1 / 2") == .float(0.5))
    #expect(try value("none") == .null)
    #expect(try value("1 > 2") == false)
    #expect(try value("[1, 'a'], {'b': 2}") == [[1, "a"], .record(["b": 2])])
    #expect(try value("range(3)") == [0, 1, 2])
    #expect(try value("[3, 1]|map('string')") == ["3", "1"])
  }

  @Test func `an error stands at its place in the file around it`() throws {
    let error = #expect(throws: TemplateError.self) { try value("1 + nope") }
    #expect(error?.place == Place(file: "m.yml", line: 7, column: 13))
    let second = #expect(throws: TemplateError.self) { try value("\n  1 +") }
    #expect(second?.place?.line == 8)
  }

  @Test func `an integer that does not fit is an error and no float`() {
    for text in ["2 ** 63", "9223372036854775807 + 1", "-9223372036854775807 - 2", "2**62 * 2"] {
      let error = #expect(throws: TemplateError.self) { try value(text) }
      #expect(error?.kind == .overflow)
    }
  }

  @Test(arguments: [
    ("a }}b", 2), ("'}}' }}", 5), ("{'a': {'b': 1}} }}", 16), ("a", nil), ("'a }}", nil),
    ("{}}}", 2), ("a[{'x': '}}'}['x']] }} }}", 20), ("a ! b }}", nil), ("\"\\\"}}\" }}", 7),
  ])
  func `the end of an expression is found by its own rules`(text: String, end: Int?) {
    let bytes = Array("x: ${{ \(text)".utf8)
    #expect(ExpressionText.end(in: bytes, from: 7) == end.map { $0 + 7 })
  }

  @Test func `an expression that is cut within a character has no end`() {
    for bytes: [UInt8] in [
      [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x61, 0xC3], [0x20, 0xE2],
    ] {
      #expect(ExpressionText.end(in: bytes, from: 0) == nil)
    }
  }

  @Test func `members are computed only when they are asked for`() throws {
    let facts = Facts()
    let names = ["facts": TemplateInput.members(facts)]
    #expect(try value("facts.cpu.count + 1", names) == 5)
    #expect(try value("facts['cpu']", names) == .record(["count": 4]))
    #expect(try value("'dear' in facts", names) == true)
    #expect(try value("facts.cpux is defined", names) == false)
    let error = #expect(throws: TemplateError.self) { try value("facts.dear", names) }
    #expect(error?.message == "too dear")
    let missing = #expect(throws: TemplateError.self) { try value("facts.cpux.count", names) }
    #expect(missing?.hint == "did you mean 'cpu'?")
  }

  @Test func `a function is given values and gives one`() throws {
    let secret = TemplateFunction("secret") { positional, _ throws(TemplateInputFailure) in
      guard let name = positional.first?.text else { throw TemplateInputFailure("no name") }
      return .sensitive(.text("<\(name)>"))
    }
    let names = ["secret": TemplateInput.function(secret)]
    #expect(try value("secret('db')", names) == .sensitive("<db>"))
    let error = #expect(throws: TemplateError.self) { try value("secret()", names) }
    #expect(error?.message == "no name")
  }

  @Test(arguments: [
    ("'1.10' is version('1.9', '>')", true), ("'1.2.3' is version('1.2.3')", true),
    ("'22.04' is version('20.04', 'ge')", true), ("'1.0rc1' is version('1.0', '<')", false),
    ("'1.0' is version('1.0.0', '<')", true), ("'2.0b1' is version('2.0a9', 'gt')", true),
    ("'1.0.0-rc.1' is version('1.0.0', '<', version_type='semver')", true),
    ("'1.0.0-rc.2' is version('1.0.0-rc.10', 'lt', version_type='semver')", true),
    ("'1.0.0+b' is version('1.0.0', 'eq', version_type='semantic')", true),
    ("5.1 is version('5', 'ne')", true),
  ])
  func `versions are compared as Ansible compares them`(text: String, answer: Bool) throws {
    #expect(try value(text) == .boolean(answer))
  }

  @Test(arguments: [
    "'1.a' is version('1.1')", "'' is version('1')", "'1' is version('1', '~')",
    "'1.0' is version('1.0.0', version_type='semver')", "'1' is version('1', version_type='x')",
  ])
  func `versions that cannot be compared are an error`(text: String) {
    let error = #expect(throws: TemplateError.self) { try value(text) }
    #expect(error?.kind == .type)
  }

  @Test func `a number by chance is the same for the same seed`() throws {
    let first = try value("[60|random(seed='host'), [1, 2, 3]|random(seed='host')]")
    #expect(try value("[60|random(seed='host'), [1, 2, 3]|random(seed='host')]") == first)
    for seed in 0..<20 {
      let number = try #require(try value("100|random(seed=\(seed), start=10, step=30)").integer)
      #expect([10, 40, 70].contains(number))
    }
    for text in [
      "0|random(seed=1)", "[]|random(seed=1)", "5|random(step=0)", "[1]|random(start=1)",
    ] {
      #expect(throws: TemplateError.self) { try value(text) }
    }
  }

  @Test func `YAML is read by whom the engine was given`() throws {
    let engine = TemplateEngine(yaml: Lines())
    func value(_ text: String) throws -> Value {
      try engine.evaluate(engine.expression(text, at: Place(file: "m", line: 1, column: 1)))
    }
    #expect(try value("'a'|from_yaml") == "a")
    #expect(try value("''|from_yaml") == .null)
    #expect(try value("'a---b'|from_yaml_all") == ["a", "b"])
    #expect(throws: TemplateError.self) { try value("'a---b'|from_yaml") }
    let error = #expect(throws: TemplateError.self) { try value("'!'|from_yaml") }
    #expect(error?.message == "no YAML")
    #expect(throws: TemplateError.self) { try self.value("'a'|from_yaml") }
  }

  private struct Lines: TemplateYAML {
    func documents(_ text: String) throws(TemplateInputFailure) -> [Value] {
      if text == "!" { throw TemplateInputFailure("no YAML") }
      return text.split(separator: "---").map { .text(String($0)) }
    }
  }

  @Test func `chance is the same for the same seed`() throws {
    let engine = TemplateEngine()
    let template = try engine.template(
      Array("{{ range(1000)|random }} {{ [1, 2, 3, 4, 5]|shuffle }} {{ lipsum(1) }}".utf8),
      name: "t")
    let first = try engine.render(template, seed: 1)
    #expect(try engine.render(template, seed: 1) == first)
    #expect(try engine.render(template, seed: 2) != first)
  }

  private struct Facts: TemplateMembers {
    let title = "the facts"
    let names = ["cpu", "dear"]

    func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput? {
      switch name {
      case "cpu": .value(.record(["count": 4]))
      case "dear": throw TemplateInputFailure("too dear")
      default: nil
      }
    }
  }
}
