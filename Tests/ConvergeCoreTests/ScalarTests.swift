import ConvergeCore
import Testing

/// The YAML 1.2 core schema, section 10.3.2.
@Suite struct ScalarTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("true", true), ("False", false),
      ("yes", "yes"), ("on", "on"), ("12", 12), ("+12", 12), ("-7", -7), ("0o17", 15),
      ("0x1F", 31), ("0755", 755), ("1.5", .float(1.5)), (".5", .float(0.5)),
      ("1e3", .float(1000)), ("1.2.3", "1.2.3"), ("-", "-"), ("0x", "0x"), ("0x-1", "0x-1"),
      ("1_000", "1_000"), ("5:7.0", "5:7.0"), (".inf", .float(.infinity)), ("nan", "nan"),
      ("9223372036854775808", .float(9223372036854775808)),
    ] as [(String, Value)])
  func `a plain scalar is what the core schema says`(text: String, expected: Value) {
    #expect(Scalar(text, isPlain: true).resolved == expected)
  }

  @Test func `a quoted scalar is always text`() {
    #expect(Scalar("12", isPlain: false).resolved == "12")
    #expect(Scalar("", isPlain: false).resolved == "")
  }

  @Test func `a sensitive scalar stays sensitive`() {
    let value = Scalar("12", isPlain: true, isSensitive: true).resolved
    #expect(value == .sensitive(12))
    #expect(value.jsonText() == "\"(sensitive)\"")
  }
}
