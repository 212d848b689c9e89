import ConvergeCore
import ConvergeTestSupport
import ConvergeYAML
import Testing

struct YAMLTextTests {
  private func readBack(_ text: String) -> Value? {
    let (root, problems) = YAMLReader(file: "t").read(Array(text.utf8))
    return problems.items.isEmpty ? root?.value : nil
  }

  @Test(
    arguments: [
      "plain", "", " ", "0644", "1.10", "true", "yes", "null", "~", "<<", "a: b", "a #b", "a:",
      "- x", "{x}", "[x", "#x", "&x", "*x", "!x", "|", ">", "'", "\"", "%", "@", "`", "---", "...",
      "--- x", "two\nlines", "two\nlines\n", "more\n\n", "\n", "\nx", " x\ny", "\tx", "x\ty\n",
      "trailing \nspace\n", "cr\r\nlf", "nul\u{0}", "bell\u{7}", "line\u{2028}break", "nel\u{85}",
      "é", "😀", "\u{FEFF}", "back\\slash", "x\n- y: z\n# no comment\n", "0x1F", ".5", "1e3", "-",
      "a\n\n  indented\n", "=", "?", "? x", "x ", "$${{ x }}",
    ])
  func `any text reads back as itself, wherever it stands`(text: String) {
    let everywhere: [Value] = [
      .text(text), [.text(text)], .mapping([.init(text, .text(text))]),
      [[.text(text), .mapping([.init("k", .text(text)), .init("l", [.text(text)])])]],
    ]
    for value in everywhere { #expect(readBack(value.yamlText()) == value, "\(value.yamlText())") }
  }

  @Test(
    arguments: [
      .null, true, false, 0, -5, .integer(.max), .float(1.5), .float(1), .float(1e300),
      .float(-.infinity), [], .mapping([]), [[], [[]]], [.null, .mapping([])],
    ] as [Value])
  func `a value that is no text keeps its type`(value: Value) {
    #expect(readBack(value.yamlText()) == value)
    #expect(readBack(Value.record(["k": value]).yamlText()) == .record(["k": value]))
  }

  @Test func `a key of any length reads back`() {
    let value = Value.mapping([.init(String(repeating: "k", count: 3000), ["x"])])
    #expect(readBack(value.yamlText()) == value)
  }

  @Test func `what is sensitive is never written`() {
    let text = Value.record(["a": .sensitive("hunter2"), "b": .unknown]).yamlText()
    #expect(text == "a: (sensitive)\nb: \"?\"\n")
  }

  @Test func `a report is easy to read`() {
    let value = Value.record([
      "name": "web", "list": ["a", .record(["b": 1, "c": "x\ny\n"])], "none": [],
    ])
    #expect(
      value.yamlText() == """
        name: web
        list:
          - a
          - b: 1
            c: |
              x
              y
        none: []

        """)
  }
}
