import ConvergeCore
import Testing

@Suite struct JSONTests {
  @Test(
    arguments: [
      #"{"a":1,"b":[true,null,"x"],"c":1.5}"#, "[]", "{}", #""""#, "-0.25", #"{"z":1,"a":2}"#,
    ])
  func `what is read is written again`(text: String) throws {
    #expect(try Value(json: text.utf8).jsonText() == text)
  }

  @Test func `escapes are read and only needed ones written`() throws {
    let value = try Value(json: #""\u00e9\n\t\"\\\/\ud83d\ude00\u0001""#.utf8)
    #expect(value == .text("é\n\t\"\\/😀\u{1}"))
    #expect(value.jsonText() == #""é\n\t\"\\/😀\u0001""#)
  }

  @Test(
    arguments: [
      "", "{", "[1,", "[1 2]", #"{"a" 1}"#, "{a:1}", "tru", "1 2", "+1", ".5", #""abc"#,
      #""\x""#, #""\u12""#, "[1,]", "\"a\nb\"", "--1",
    ])
  func `what is no JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try Value(json: text.utf8) }
  }

  @Test func `nesting is bounded`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try Value(json: deep.utf8) }
  }

  @Test func `an indented text has a member to a line`() {
    let value = Value.record(["a": [1, 2], "b": .mapping([])])
    #expect(
      value.jsonText(isIndented: true) == """
        {
          "a": [
            1,
            2
          ],
          "b": {}
        }
        """)
  }
}
