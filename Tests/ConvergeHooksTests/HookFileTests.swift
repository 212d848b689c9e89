import ConvergeCore
import ConvergeHooks
import ConvergeTestSupport
import Testing

@Suite struct `Files of a hook, as they are declared` {
  private static let digest = String(repeating: "0f", count: 32)
  private let sources = InMemorySources(texts: ["files/extra.sql": "select 1;\n"])

  /// What a file is read as, with the problems.
  private func read(_ members: [(String, Value)]) -> (HookFile?, Diagnostics) {
    let place = Place(file: "m.yml", line: 3, column: 5)
    var problems = Diagnostics()
    let value = Value.mapping(members.map { Value.Member($0.0, $0.1) })
    let node = Node(value: value, at: place)
    return (HookFile(node, reading: sources, reporting: &problems), problems)
  }

  @Test func `a URL with its digest`() throws {
    let (file, problems) = read([
      ("url", "https://example.org/a/migrate.sh?sig=x"), ("sha256", .text(Self.digest)),
    ])
    #expect(problems.items == [])
    let address = try WebAddress("https://example.org/a/migrate.sh?sig=x")
    #expect(file?.origin == .web(address, sha256: Digest(hexadecimal: Self.digest)))
    #expect(file?.name == "migrate.sh")
    #expect(file?.isExecutable == true)
    #expect(file?.content == "sha256:\(Self.digest)")
  }

  @Test func `a source is read at once`() {
    let (file, problems) = read([("source", "files/extra.sql"), ("executable", false)])
    #expect(problems.items == [])
    #expect(file?.origin == .given(Array("select 1;\n".utf8)))
    #expect(file?.name == "extra.sql")
    #expect(file?.isExecutable == false)
    #expect(file?.content == Digest(of: "select 1;\n").description)
  }

  @Test func `a name is given, or the last part of the path with its percent signs resolved`() {
    let url = Value.text("https://example.org/a%20b?c/d")
    let verified = ("sha256", Value.text(Self.digest))
    #expect(read([("url", url), verified]).0?.name == "a b")
    #expect(read([("url", url), verified, ("name", "c")]).0?.name == "c")
  }

  @Test func `what is taken unverified says where from, and never the query`() {
    let (file, problems) = read([
      ("url", "https://example.org/a?sig=secret"), ("allow_unverified", true),
    ])
    #expect(problems.items == [])
    #expect(file?.content.hasPrefix("https://example.org/a ") == true)
    #expect(file?.content.contains("secret") == false)
    let other = read([("url", "https://example.org/a?sig=x"), ("allow_unverified", true)]).0
    #expect(file?.content != other?.content)
  }

  @Test func `unverified over http is warned of`() {
    let (file, problems) = read([("url", "http://example.org/a"), ("allow_unverified", true)])
    #expect(file != nil)
    #expect(problems.items.map(\.severity) == [.warning])
    #expect(!problems.hasErrors)
  }

  @Test(
    arguments: [
      ([], "needs a 'url' or a 'source'"),
      ([("url", "https://h/a"), ("source", "files/extra.sql")], "exclude each other"),
      ([("url", "https://h/a")], "needs a 'sha256'"),
      ([("url", "https://h/a"), ("allow_unverified", false)], "needs a 'sha256'"),
      ([("url", "https://h/a"), ("sha256", "abc")], "64 hexadecimal digits, and has 3"),
      (
        [("url", "https://h/a"), ("sha256", .text(String(repeating: "g", count: 64)))],
        "something in it is none"
      ),
      (
        [("url", "https://h/a"), ("sha256", .text(digest)), ("allow_unverified", true)],
        "exclude each other"
      ),
      ([("url", "ftp://h/a"), ("sha256", .text(digest))], "must be 'https' or 'http'"),
      ([("url", "https://u:secret@h/a"), ("sha256", .text(digest))], "user name or password"),
      ([("url", "https://h/"), ("sha256", .text(digest))], "gives no name: it is empty"),
      ([("url", "https://h/a%2Fb"), ("sha256", .text(digest))], "it has a slash"),
      ([("url", "https://h/%2E%2E"), ("sha256", .text(digest))], "gives no name"),
      ([("url", "https://h/-rf"), ("sha256", .text(digest))], "begins with '-'"),
      ([("url", "https://h/a%0Ab"), ("sha256", .text(digest))], "cannot be seen"),
      ([("source", "files/extra.sql"), ("name", "../a")], "it has a slash"),
      ([("source", "files/extra.sql"), ("name", "..")], "means a directory"),
      ([("source", "files/extra.sql"), ("name", "a\u{202E}b")], "cannot be seen"),
      (
        [("source", "files/extra.sql"), ("name", .text(String(repeating: "a", count: 256)))],
        "more than 255"
      ),
      ([("source", "files/missing")], "cannot read source 'files/missing'"),
      (
        [("source", "files/extra.sql"), ("allow_unverified", true)], "is for what comes from a URL"
      ),
      ([("source", "files/extra.sql"), ("sha256", .text(digest))], "the SHA-256 of"),
      ([("source", "files/extra.sql"), ("signature", "nonsense")], "no signature of a kind"),
      ([("source", "files/extra.sql"), ("signature", "https://u@h/a")], "user name"),
      ([("source", "files/extra.sql"), ("public_key", "x")], "without 'signature'"),
      (
        [
          ("source", "files/extra.sql"), ("signature", "https://h/a.sig"),
          ("public_key", "ssh-rsa AAAAB3NzaC1yc2E="),
        ], "'ssh-rsa'"
      ),
    ] as [([(String, Value)], String)])
  func `what is wrong is told`(members: [(String, Value)], message: String) {
    let (file, problems) = read(members)
    #expect(file == nil)
    #expect(problems.items.contains { $0.message.contains(message) }, "\(problems.items)")
    #expect(!problems.items.contains { $0.message.contains("secret") })
  }

  @Test func `the line of a URL that may hold a secret is not shown`() {
    let problems = read([("url", "https://u:secret@h/a"), ("sha256", .text(Self.digest))]).1
    #expect(problems.items.first?.hidesLine == true)
  }

  @Test func `two files of one name are an error with both places`() {
    func node(_ line: Int, _ members: [Value.Member]) -> Node {
      Node(value: .mapping(members), at: Place(file: "m.yml", line: line, column: 1))
    }
    let list = Node(
      .sequence([
        node(
          1,
          [
            .init("url", "https://h/a/run.sh"), .init("sha256", .text(Self.digest)),
          ]),
        node(2, [.init("source", "files/extra.sql")]),
        node(3, [.init("url", "https://g/run.sh?x"), .init("allow_unverified", true)]),
      ]), at: Place(file: "m.yml", line: 1, column: 1))
    var problems = Diagnostics()
    #expect(HookFile.list(list, reading: sources, reporting: &problems).count == 3)
    #expect(problems.items.count == 1)
    #expect(problems.items.first?.message == "two files have the name 'run.sh'")
    #expect(problems.items.first?.place?.line == 3)
    #expect(problems.items.first?.related.first?.place.line == 1)
  }
}
