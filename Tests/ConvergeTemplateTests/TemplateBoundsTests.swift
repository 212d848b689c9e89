import ConvergeCore
import ConvergeTemplate
import Testing

/// What a template can do to the machine that renders it: nothing, whatever it says.
struct TemplateBoundsTests {
  private func failure(
    _ text: String, limits: TemplateLimits = TemplateLimits(),
    names: [String: TemplateInput] = [:]
  ) -> TemplateError? {
    let engine = TemplateEngine(limits: limits)
    do throws(TemplateError) {
      let template = try engine.template(Array(text.utf8), name: "t")
      _ = try engine.render(template, names: names)
      return nil
    } catch {
      return error
    }
  }

  /// A template that nests a value in another of its kind very often, and another beside it.
  private func nesting(
    _ step: String, count: Int = 60_000, beside other: String = "0", then end: String = ""
  ) -> String {
    "{% set ns = namespace(x='a', y='a') %}{% for i in range(\(count)) %}{% set ns.x = \(step) %}"
      + "{% set ns.y = \(other) %}{% endfor %}" + end
  }

  @Test(arguments: [
    "[ns.x]", "(ns.x, 1)", "{'a': ns.x}", "dict(a=ns.x)", "joiner(ns.x)", "cycler(ns.x)",
    "namespace(a=ns.x)", "[ns.x]|reverse", "[ns.x]|list", "[ns.x].append", "{'a': ns.x}.items()",
    "{'a': ns.x}.b", "[[ns.x]]|batch(1)|list", "[ns.x] + []", "[ns.x] * 2", "[ns.x][:]",
    "{'a': ns.x}|combine({'b': 1})", "secret ~ ns.x|length", "[secret, ns.x]",
    "ns.x if secret else ns.x", "[secret.upper if secret else ns.x]",
  ])
  func `a value that a loop nests is let go without the stack`(step: String) {
    #expect(failure(nesting(step), names: ["secret": .value(.sensitive("s"))]) == nil)
  }

  @Test(arguments: [
    "{% set ns = namespace(l=[]) %}{% for i in range(60000) %}{% set m = [] %}"
      + "{{ ns.l.append(m) or '' }}{% set ns.l = m %}{% endfor %}",
    "{% set ns = namespace(d={}) %}{% for i in range(60000) %}{% set m = {} %}"
      + "{{ ns.d.update(a=m) or '' }}{% set ns.d = m %}{% endfor %}",
    "{% set ns = namespace(x=0) %}{% for i in range(60000) %}"
      + "{% for a in [ns.x] %}{% set ns.x = loop %}{% endfor %}{% endfor %}",
    "{% macro store() %}{% set ns.c = caller %}{% endmacro %}{% set ns = namespace(c=0) %}"
      + "{% macro m() %}{% set p = ns.c %}{% call store() %}{{ p }}{% endcall %}{% endmacro %}"
      + "{% for i in range(20000) %}{{ m() }}{% endfor %}",
    String(repeating: "{% set x = [x] %}", count: 50_000),
  ])
  func `what is nested by changing it is let go without the stack`(text: String) {
    #expect(failure(text, names: ["x": .value(.null)]) == nil)
  }

  @Test(arguments: [
    "{{ ns.x }}", "{{ ns.x == ns.y }}", "{{ ns.x < ns.y }}",
    "{{ ns.x|to_json }}", "{{ ns.x|tojson(2) }}", "{{ ns.x|to_yaml(default_flow_style=true) }}",
    "{{ ns.x|to_nice_yaml }}", "{{ ns.x|pprint }}", "{{ ns.x|flatten }}", "{{ ns.x|string }}",
    "{{ '%s' % ns.x }}", "{{ '%r' % [ns.x] }}", "{{ '{}'.format(ns.x) }}", "{{ ns.x ~ '' }}",
    "{{ [ns.x, 1]|join }}", "{{ ns.x in [ns.y] }}", "{{ [ns.x, ns.y]|sort }}",
    "{{ [ns.y, ns.x].index(ns.x) }}", "{{ ns.x is eq ns.y }}", "{{ [ns.x]|difference([ns.y]) }}",
  ])
  func `what is nested too deep is refused where somebody walks over it`(end: String) throws {
    let error = try #require(failure(nesting("[ns.x]", count: 5_000, beside: "[ns.y]", then: end)))
    #expect(error.kind == .recursion)
  }

  @Test func `a tuple that is nested too deep is no key`() throws {
    for step in ["(ns.x,)", "(ns.x, ns.x)"] {
      #expect(failure(nesting(step, count: 500, then: "{{ {ns.x: 1} }}"))?.kind == .type)
    }
  }

  @Test func `an expression that is nested too deep to give is refused`() throws {
    let engine = TemplateEngine()
    let deep = String(repeating: "[", count: 180) + String(repeating: "]", count: 180)
    let expression = try engine.expression(deep, at: Place(file: "m", line: 1, column: 1))
    let error = #expect(throws: TemplateError.self) { try engine.evaluate(expression) }
    #expect(error?.kind == .recursion)
  }

  @Test(arguments: [
    // Chains in parentheses in chains: short text, deep tree.
    "{{ " + String(repeating: "(", count: 150)
      + String(repeating: "1" + String(repeating: " + 1", count: 150) + ") + ", count: 150)
      + "1 }}",
    "{{ " + String(repeating: "(", count: 150)
      + String(repeating: "a" + String(repeating: "|e", count: 150) + ").b + ", count: 150)
      + "1 }}",
  ])
  func `an expression with too many levels is refused before it is followed`(text: String) {
    #expect(failure(text)?.kind == .syntax)
  }

  @Test func `a macro with a deep expression that calls itself is stopped`() throws {
    let open = String(repeating: "[0, [", count: 90)
    let close = String(repeating: "]]", count: 90)
    let text = "{% macro m() %}{{ \(open)m()\(close) }}{% endmacro %}{{ m() }}"
    #expect(try #require(failure(text)).kind == .recursion)
  }

  @Test(arguments: ["{% set x | upper %}", "{% set x %}", "{% filter upper %}"])
  func `blocks within blocks are compiled once each`(tag: String) {
    let end = tag.contains("set") ? "{% endset %}" : "{% endfilter %}"
    let text = String(repeating: tag, count: 100) + String(repeating: end, count: 100)
    #expect(failure(text) == nil)
  }

  @Test(arguments: [
    "big|length", "big|upper", "big|wordcount", "big|hash('sha256')", "big|e", "big|list|length",
    "big|replace('b', '')", "big.count('b')", "big.find('b')", "big.upper()", "big.split()",
    "big.split('a')|length", "big.rsplit('a')|length", "big.rsplit()|length", "big|urlize|length",
    "big|wordwrap(1)|length", "big|indent|length", "big|striptags", "big|trim('a')", "big|tojson",
    "big|regex_search('b')", "big|regex_replace('a', 'b')", "big|regex_findall('a')|length",
    "big == big ~ ''", "big ~ 'a' == big ~ 'b'", "big < big ~ 'a'", "'b' in big", "big[1:]",
    "big[::2]", "big[5]", "big|reverse", "big|center(5)", "big|title", "big|urlencode",
    "big|b64encode", "big|pprint|length", "big|quote", "big|truncate(5)", "big.splitlines()",
    "big is lower", "big is match('b')", "big is in ['b']", "big|string", "[big]|join", "big * 2",
    "big + big", "'%s' % big", "'{}'.format(big)", "big|format", "big|comment|length",
    "big|to_yaml", "[big] == [big ~ '']", "big.partition('b')", "big.zfill(2)", "big|sort|length",
    "big|unique|list|length", "big|map('upper')|list|length", "big|random", "big|last",
  ])
  func `work on long texts is counted`(expression: String) throws {
    let text =
      "{% set big = 'a' * 40000 %}{% for i in range(100000) %}{% set x = \(expression) %}{% endfor %}"
    let error = try #require(failure(text, limits: TemplateLimits(steps: 400_000)))
    #expect(error.kind == .steps)
  }

  @Test(arguments: [
    "'a' * 10**18", "'ab' * 10**9", "[0] * 10**12", "(0, 1) * 10**18", "range(10**12)|list",
    "'a'|center(10**12)", "'a'.zfill(10**12)", "'a'.ljust(10**12, 'é')", "'%1000000000d' % 5",
    "'%.1000000000f' % 0.5", "'%*d' % (10**12, 5)", "'{:1000000000}'.format(1)",
    "'{:.999999999e}'.format(1.5)", "('a' * 10**6)|replace('a', 'a' * 10**6)",
    "'a'|indent(10**12)", "('x\\n' * 10**6)|indent('a' * 10**6)",
    "'a'|wordwrap(5, true, 'x' * 10**9)",
    "('a ' * 10**6)|wordwrap(1, true, 'x' * 10**5)", "[0, 1]|join('x' * 10**9)",
    "range(10**6)|join('x' * 10**6)", "('a' * 10**6).join(range(10**6)|map('string'))",
    "[1]|batch(10**12, 0)|list", "[1]|slice(10**12)|list", "lipsum(10**12)",
    "lipsum(1, true, 1, 10**12)",
    "range(10**9)|map('string')|list", "range(10**9)|sum", "range(10**12) == range(10**12)|list",
    "[[1]]|tojson(10**12)", "[[1]]|to_json(indent=10**12)",
    "[[1]]|to_nice_json(9223372036854775807)",
    "{'k' * 10**6: ['word ' * 10**6]}|pprint", "range(40)|permutations|list",
    "range(60)|combinations(30)|list", "range(5000)|product(range(5000), range(5000))|list",
    "('a' * 10**6)|list|zip(range(10**12))|list", "'\\t'.expandtabs(10**12)", "2 ** 10**18",
    "10 ** 10 ** 10", "('a' * 5000)|regex_search('(a*)*b')",
    "('a' * 10**6)|regex_search('(a|a)*b')",
    "('a' * 10**6)|regex_search('((((a+)+)+)+)+b')", "'x'|regex_search('a' * 10**6)",
    "('a' * 10**6) in ('a' * 2 * 10**6 ~ 'b') and false or range(10**12)|list",
    "1 // 10 ** 400", "range(10**9)|random + range(10**9)|list|first", "['a' * 10**7] * 100",
    "{'a': 1}|to_nice_yaml(indent=10**12) * 10**12", "('a' * 10**7)|string * 100",
  ])
  func `a huge number is refused before there is memory for it`(expression: String) throws {
    let limits = TemplateLimits(steps: 3_000_000, outputBytes: 4 << 20)
    let error = failure("{{ \(expression) }}", limits: limits)
    #expect(
      [.steps, .output, .overflow, .value].contains(error?.kind), "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    "'abc'.zfill(least)", "'abc'.ljust(least)", "'abc'.center(least)", "'abc'|center(least)",
    "'%*d' % (least, 1)", "'abc'|truncate(most, false, '', most)",
    "'abc'|truncate(5, true, '', most)",
    "most|round(-1)", "least|round(-1)", "most|round(least)", "1.5|round(most)", "1.5|round(least)",
    "(-1e300)|filesizeformat", "'-inf'|float|filesizeformat", "'nan'|float|filesizeformat",
    "range(least, most)|length", "range(least, most, most)[::most]|list",
    "0 in range(least, most, least)",
    "most in range(least, most)", "range(least, most)[1:2]|list", "range(most, least, least)|list",
    "[1, 2, 3][::most]", "[1, 2, 3][::least]", "[1, 2, 3][least:most]", "'abc'[most:least:least]",
    "[1][most]", "[1][least]", "most // -1", "least // -1", "least % -1", "least * -1", "-least",
    "least|abs", "least - 1", "most ** 2", "(-1) ** most", "2 ** least", "most / least",
    "'2001:db8::/65'|ipaddr('size')", "'::/0'|ipaddr('size')", "'::/0'|ipaddr(most)",
    "'0.0.0.0/0'|ipaddr(least)", "lipsum(1, true, least, most)", "'x'.expandtabs(least)",
    "'a b'.split(none, most)", "'a b'.rsplit(none, least)", "'abc'.find('a', least, most)",
    "'abc'|indent(least)", "'abc'|wordwrap(most)", "[1]|batch(least)|list", "[1]|slice(least)|list",
    "[1, 2].insert(least, 0)", "[1].pop(least)", "1e400|int", "'1e400'|float|int", "most|float|int",
    "{1: 2}[most]", "[1]|tojson(least)", "5|log(1)", "5|log(0)", "0.0|root(most)",
    "5|log(least)", "0|log", "'nan'|float|log(2)", "5|log('nan'|float)", "'inf'|float|log(10)",
    "'inf'|float|log(3)", "5|log('inf'|float)", "'nan'|float|root", "'inf'|float|pow(least)",
    "'a'|int(0, most)",
    "'a'|int(0, least)", "'{:{}}'.format(1, least)", "'%c' % most", "'%c' % least",
    "'{:c}'.format(least)",
    "(most ~ '0')|int", "'x'|regex_search('(?<=((a{1000000}){1000000}){1000000})')",
    "'a'|regex_search('a{99999999999}')", "'abc'|random ~ [least, most]|random", "[most, 1]|sum",
  ])
  func `the smallest and largest integers are values or errors`(expression: String) {
    let names: [String: TemplateInput] = [
      "least": .value(.integer(.min)), "most": .value(.integer(.max)),
    ]
    if let error = failure("{{ \(expression) }}", names: names) { #expect(error.kind != .syntax) }
  }
}
