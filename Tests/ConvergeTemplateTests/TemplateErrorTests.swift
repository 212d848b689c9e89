import ConvergeCore
import ConvergeTemplate
import Testing

struct TemplateErrorTests {
  private func failure(
    _ text: String, _ others: [String: String] = [:], limits: TemplateLimits = TemplateLimits(),
    names: [String: TemplateInput] = [:]
  ) -> TemplateError? {
    let engine = TemplateEngine(loader: Shelf(templates: others), limits: limits)
    do throws(TemplateError) {
      let template = try engine.template(Array(text.utf8), name: "main.j2")
      _ = try engine.render(template, names: names)
      return nil
    } catch {
      return error
    }
  }

  private func place(_ line: Int, _ column: Int, _ file: String = "main.j2") -> Place {
    Place(file: file, line: line, column: column)
  }

  @Test func `an undefined name is reported at its place with the nearest name`() throws {
    let error = try #require(failure("a\n  {{ servre }}\n", names: ["server": .value("x")]))
    #expect(error.kind == .undefined)
    #expect(error.message == "'servre' is not defined")
    #expect(error.hint == "did you mean 'server'?")
    #expect(error.place == place(2, 6))
  }

  @Test func `an undefined member names what has it not`() throws {
    let user = TemplateInput.value(.record(["name": "bea"]))
    let error = try #require(failure("ä{{ user.nmae }}", names: ["user": user]))
    #expect(error.message == "a mapping has no 'nmae'")
    #expect(error.hint == "did you mean 'name'?")
    #expect(error.place == place(1, 10))
  }

  @Test(arguments: [
    ("{% fro x in y %}", "there is no tag 'fro'", 4),
    ("{{ 1|uper }}", "there is no filter 'uper'", 6),
    ("{{ 1 is od }}", "there is no test 'od'", 9), ("{{ (1 }}", "'}' is not expected here", 7),
  ])
  func `what cannot be read is reported where it stands`(
    text: String, message: String, column: Int
  ) throws {
    let error = try #require(failure(text))
    #expect(error.kind == .syntax)
    #expect(error.message == message)
    #expect(error.place == place(1, column))
  }

  @Test func `an error in an included template tells how it was reached`() throws {
    let others = ["a": "x\n{% include 'b' %}", "b": "{{ 1 / 0 }}"]
    let error = try #require(failure("{% include 'a' %}", others))
    #expect(error.kind == .zeroDivision)
    #expect(error.place == place(1, 6, "b"))
    #expect(error.chain == [place(1, 4), place(2, 4, "a")])
    #expect(
      error.description
        == "b:1:6: a number cannot be divided by zero, from a:2:4, from main.j2:1:4")
  }

  @Test func `an included template that cannot be read tells how it was reached`() throws {
    let error = try #require(failure("\n{% include 'a' %}", ["a": "{% if %}"]))
    #expect(error.kind == .syntax)
    #expect(error.place?.file == "a")
    #expect(error.chain == [place(2, 4)])
  }

  @Test func `an imported macro tells who called it`() throws {
    let others = ["m": "{% macro f(x) %}\n{{ x.y }}{% endmacro %}"]
    let error = try #require(failure("{% from 'm' import f %}\n{{ f({}) }}", others))
    #expect(error.place == place(2, 6, "m"))
    #expect(error.chain == [place(2, 5)])
  }

  @Test(arguments: [
    "{% for a in range(10**9) %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{{ range(10**12)|list }}", "{{ 'a' in [0] * 10**6 * 10**6 if false else range(10**9)|sum }}",
    "{{ ('a' * 30)|regex_search('(a+)+b') }}",
  ])
  func `a template that would never end is stopped`(text: String) throws {
    let error = try #require(failure(text, limits: TemplateLimits(steps: 100_000)))
    #expect(error.kind == .steps)
  }

  @Test(arguments: [
    "{{ 'x' * 10**9 }}", "{% for i in range(100) %}{{ 'x' * 1000 }}{% endfor %}",
    "{{ 'x'|center(10**9) }}", "{{ '%999999999d' % 1 }}", "{{ '{:>999999999}'.format(1) }}",
    "{{ ('x' * 999)|replace('x', 'x' * 999) }}", "{{ 'a'.ljust(10**9) }}",
    "{% set ns = namespace(t='xy') %}{% for i in range(60) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
  ])
  func `an output that grows too large is stopped`(text: String) throws {
    let error = try #require(failure(text, limits: TemplateLimits(outputBytes: 50_000)))
    #expect(error.kind == .output)
  }

  @Test(arguments: [
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% include 'self' %}",
    "{% set l = [] %}{{ l.append(l) or l }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
  ])
  func `what calls itself without end is stopped`(text: String) throws {
    let error = try #require(failure(text, ["self": "{% include 'self' %}"]))
    #expect(error.kind == .recursion)
  }

  @Test(arguments: [
    String(repeating: "(", count: 5_000), "{{ " + String(repeating: "[", count: 100_000),
    "{{ " + String(repeating: "-", count: 5_000) + "1 }}",
    "{{ 1" + String(repeating: " + 1", count: 5_000) + " }}",
    "{{ a" + String(repeating: ".a", count: 5_000) + " }}",
    String(repeating: "{% if 1 %}", count: 5_000),
    "{{ not " + String(repeating: "not ", count: 5_000),
  ])
  func `nesting is bounded before it is followed`(text: String) {
    let error = failure(text)
    #expect(error == nil || error?.kind == .syntax)
  }

  @Test func `a template that is not UTF-8 is refused at its place`() throws {
    let engine = TemplateEngine()
    let error = #expect(throws: TemplateError.self) {
      try engine.template([0x61, 0x0A, 0x62, 0xFF], name: "t")
    }
    #expect(error?.place == place(2, 2, "t"))
  }
}
