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
