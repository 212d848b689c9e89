import ConvergeCore
import ConvergeTemplate
import Testing

struct SensitivityTests {
  private let names: [String: TemplateInput] = [
    "secret": .value(.sensitive("s3cret")),
    "open": .value("open"),
    "user": .value(.record(["name": "bea", "password": .sensitive("pw")])),
    "keys": .value(.sensitive(["a", "b"])),
  ]

  private func value(_ text: String) throws -> Value {
    let engine = TemplateEngine()
    let place = Place(file: "m.yml", line: 1, column: 1)
    return try engine.evaluate(try engine.expression(text, at: place), names: names)
  }

  @Test(arguments: [
    "secret", "secret ~ 'x'", "'x' + secret", "secret|upper", "secret[0]", "secret[1:]",
    "secret.upper()", "'%s' % secret", "'{}'.format(secret)", "[secret]|join(',')",
    "secret == 's3cret'", "'s' in secret", "secret|length", "secret|default('x')",
    "'a' if secret else 'b'", "secret or 'x'", "not secret", "user.password",
    "user.password|b64encode", "secret|hash('sha256')", "secret|regex_replace('s', 't')",
    "secret|to_json", "user|to_json", "[user]|map(attribute='password')|first", "keys|first",
    "keys[0]", "dict(a=secret)|string", "[1, 2]|select('in', secret|list)|list",
    "secret is lower", "secret.split('r')|first", "user.items()|list|string", "secret * 2",
    "secret|list|first", "secret|password_hash('sha256', 'a', rounds=1000)",
    "open|password_hash('sha256', secret, rounds=1000)", "secret|to_uuid", "secret|comment",
    "secret|normpath", "'/x'|relpath('/' ~ secret)", "'%Y'|strftime(secret|length)",
    "[{'n': secret}]|rekey_on_member('n')|list|first", "secret is truthy", "secret is abs",
    "(secret ~ '/x')|win_dirname", "nope|default(secret)", "user.nope|default(user.password)",
  ])
  func `what is made of a sensitive value is sensitive`(expression: String) throws {
    #expect(try value(expression).isSensitive)
  }

  @Test(arguments: [
    "open", "user.name", "secret is defined", "secret is string", "'x'", "user is mapping",
    "[user]|map(attribute='name')|first", "none",
  ])
  func `what does not look at a sensitive value is not`(expression: String) throws {
    #expect(try !value(expression).isSensitive)
  }

  @Test(arguments: [
    "{'a': 1}[secret]", "{}[secret] + 1", "open[secret]", "{'a': 1}.pop(secret)",
    "user|attr(secret)",
    "open|hash(secret)", "open|regex_search(secret ~ '(')",
    "open|regex_search('o', '\\\\' ~ secret)",
    "'1.2.3.4'|ipaddr(secret)", "{secret: 1}|xmlattr ~ ({secret ~ ' ': 1}|xmlattr)",
    "open|map(secret)|list",
    "[1]|select(secret)|list", "secret|from_json", "'{:{}}'.format(1, secret)",
    "'%q' % secret ~ secret % 1",
    "('%(' ~ secret ~ ')d') % {'a': 1}", "('{' ~ secret ~ '}').format(1)",
    "open|urlize(extra_schemes=[secret])",
    "user.password.nope + 1", "secret + 1", "secret.nope", "keys|join.s",
    "open|comment(secret)", "open|round(method=secret)", "[user]|sum(attribute='password')",
    "-secret",
    "secret|human_to_bytes", "open|human_to_bytes(secret)", "open|password_hash(secret, 'a')",
    "[{'n': secret}, {'n': secret}]|rekey_on_member('n')", "[user]|rekey_on_member(secret)",
    "open|to_uuid(secret)", "secret|relpath(secret)",
    "secret()", "secret|int + secret", "range(secret)", "open|batch(secret)|list", "open[secret:]",
    "('%(' ~ secret ~ ')s') % {'a': 1}", "open.format_map(secret) ~ '{x}'.format_map(user)",
  ])
  func `an error does not show a sensitive value`(expression: String) {
    do {
      _ = try value(expression)
    } catch {
      let text = "\(error) \((error as? TemplateError)?.hint ?? "")"
      #expect(!text.contains("s3cret"))
    }
    for text in ["{% include secret %}", "{% extends secret %}", "{% import secret as s %}"] {
      let engine = TemplateEngine(loader: Shelf(templates: [:]))
      let error = #expect(throws: TemplateError.self) {
        try engine.render(engine.template(Array(text.utf8), name: "t"), names: names)
      }
      #expect(error?.message == "a sensitive value cannot name a template")
    }
  }

  @Test func `only the sensitive part of a list or mapping is marked`() throws {
    #expect(try value("[open, secret]") == .list(["open", .sensitive("s3cret")]))
    #expect(
      try value("{'a': secret, 'b': open}")
        == .record(["a": .sensitive("s3cret"), "b": "open"]))
  }

  @Test(arguments: [
    "{{ secret }}", "{% set x %}{{ secret }}{% endset %}{{ x }}",
    "{% macro m(p) %}{{ p }}{% endmacro %}{{ m(secret) }}",
    "{% if secret == 's' %}a{% endif %}b", "{% for c in secret %}x{% endfor %}",
    "{% filter upper %}{{ secret }}{% endfilter %}", "{{ user }}",
    "{% set ns = namespace() %}{% set ns.x = secret %}{{ ns.x }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ secret }}{% endcall %}",
  ])
  func `a template that prints or asks for one is sensitive as a whole`(text: String) throws {
    let engine = TemplateEngine()
    let template = try engine.template(Array(text.utf8), name: "t")
    #expect(try engine.render(template, names: names).isSensitive)
  }

  @Test(arguments: [
    "{{ open }}", "{{ user.name }}", "{% set x = secret %}{{ open }}",
    "{% set x %}{{ secret }}{% endset %}{{ open }}", "{{ 'y' if secret is defined }}",
  ])
  func `a template that does neither is not`(text: String) throws {
    let engine = TemplateEngine()
    let template = try engine.template(Array(text.utf8), name: "t")
    #expect(try !engine.render(template, names: names).isSensitive)
  }
}
