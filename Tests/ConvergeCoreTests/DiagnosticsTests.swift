import ConvergeCore
import Testing

@Suite struct DiagnosticsTests {
  @Test func `no more are kept than anybody reads, and an error is never forgotten`() {
    var problems = Diagnostics()
    for _ in 0..<Diagnostics.limit { problems.warning("odd", at: nil) }
    #expect(!problems.hasErrors)
    problems.error("wrong", at: nil)
    #expect(problems.items.count == Diagnostics.limit)
    #expect(problems.hasErrors)
    var others = Diagnostics()
    others.append(contentsOf: problems)
    others.append(contentsOf: problems)
    #expect(others.items.count == Diagnostics.limit)
    #expect(others.hasErrors)
  }

  @Test func `of a text without end its beginning and end are told`() {
    let long = String(repeating: "ä", count: 1_000_000)
    let item = Diagnostic(.error, "'\(long)' is no word", at: nil, hint: long)
    #expect(item.message.hasPrefix("'ää"))
    #expect(item.message.hasSuffix("ää' is no word"))
    #expect(item.message.count == 801)
    #expect(item.hint?.count == 801)
  }

  @Test(
    arguments: [
      ("ngix", "nginx"), ("serivces", "services"), ("packages", "packages"), ("zzzz", nil),
      ("/srv/long/path/to/some/file.cfn", "/srv/long/path/to/some/file.conf"),
    ])
  func `the nearest name is one or few slips away`(text: String, name: String?) {
    let names = ["nginx", "services", "packages", "/srv/long/path/to/some/file.conf"]
    #expect(nearest(to: text, among: names) == name)
  }

  @Test func `names without end are compared where they differ`() {
    let long = String(repeating: "x", count: 100_000)
    #expect(nearest(to: long + "ab", among: [long + "ba"]) == long + "ba")
    #expect(nearest(to: long, among: [String(repeating: "y", count: 100_000)]) == nil)
  }
}
