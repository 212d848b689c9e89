import ConvergeCore
import Foundation
import Testing

/// `converge data explain`: which file gave what.
@Suite struct DataExplainTests {
  private func prepared(_ files: [String: String] = [:]) throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    let usual = [
      "web.yml": """
      parameters: { site: { type: string, default: main } }
      data:
        - data/hosts/${{ facts.network.hostname }}.yml
        - data/${{ parameters.site }}.yml
        - data/common.yml
      """,
      "facts.yml": "network: { hostname: web-01 }\n",
      "data/main.yml": "ntp:\n  servers: [m1]\n  drift: /var/lib/ntp\nempty: {}\n",
      "data/other.yml": "ntp: off\n",
      "data/common.yml": "ntp: { servers: [c1, c2], port: 123 }\na.b: { c: 1 }\nempty: {}\n",
    ]
    for folder in ["data", "data/hosts"] {
      try FileManager.default.createDirectory(
        atPath: program.path(folder), withIntermediateDirectories: false)
    }
    for (name, text) in usual.merging(files, uniquingKeysWith: { $1 }) {
      try program.write(name, text)
    }
    return program
  }

  private func explain(
    _ arguments: String..., in program: ProgramUnderTest
  ) throws -> ProgramUnderTest.Ending {
    try program.start(["data", "explain", "web.yml", "--facts", "facts.yml"] + arguments).ending()
  }

  @Test func `a value is told with its file, and with what it hides in weaker ones`() throws {
    let ending = try explain("ntp.servers", in: prepared())
    #expect(ending.status == 0, "\(ending.error)")
    #expect(ending.error == "")
    #expect(
      ending.output == """
        ntp.servers: ["m1"]
          from  data/main.yml:2:12
          hides data/common.yml:1:17: ["c1","c2"]

        """)
  }

  @Test func `the files count in the order of the list, with facts and parameters in their names`()
    throws
  {
    let program = try prepared(["data/hosts/web-01.yml": "ntp: { servers: [h1] }\n"])
    let first = try explain("ntp.servers", in: program).output
    #expect(first.split(separator: "\n").count == 4)
    #expect(first.hasPrefix("ntp.servers: [\"h1\"]\n  from  data/hosts/web-01.yml:1:17\n  hides"))
    let other = try explain("ntp", "-p", "site=other", in: prepared()).output
    #expect(
      other == "ntp: \"off\"\n  from  data/other.yml:1:6\n"
        + "  hides data/common.yml:1:6: {\"servers\":[\"c1\",\"c2\"],\"port\":123}\n")
  }

  @Test func `a mapping is told value by value, since several files may give parts of it`() throws {
    let output = try explain("ntp", in: prepared()).output
    let lines = output.split(separator: "\n")
    #expect(
      lines.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } } == [
        "ntp.servers", "ntp.drift", "ntp.port",
      ])
    #expect(output.contains("ntp.port: 123\n  from  data/common.yml:1:33\n"))
  }

  @Test func `all is told without a key, and a key is found as an expression writes it`() throws {
    let program = try prepared()
    let all = try explain(in: program).output
    #expect(all.contains("empty: {}\n  from  data/main.yml:4:8\n  hides data/common.yml:3:8: {}"))
    #expect(all.contains("a.b.c: 1\n"))
    #expect(try explain("a.b.c", in: program).output == "a.b.c: 1\n  from  data/common.yml:2:11\n")
    #expect(
      try explain("data.ntp.port", in: program).output == explain("ntp.port", in: program).output)
  }

  @Test func `JSON and YAML tell the value, the files and each origin`() throws {
    let program = try prepared()
    let json = try explain("ntp", "--format", "json", in: program)
    let value = try Value(json: Array(json.output.utf8))
    #expect(value["key"] == "ntp")
    #expect(value["value"]?["port"] == 123)
    #expect(value["files"] == ["data/main.yml", "data/common.yml"])
    let servers = try #require(value["items"]?.list?.first)
    #expect(servers["given"]?["file"] == "data/main.yml")
    #expect(servers["given"]?["line"] == 2)
    #expect(servers["hidden"]?.list?.first?["value"] == ["c1", "c2"])
    let yaml = try explain("ntp", "--format", "yaml", in: program).output
    #expect(try DocumentTests.Format.yaml.value(of: yaml) == value)
  }

  @Test(arguments: [
    ("ntp.server", "'ntp' has no key 'server': did you mean 'servers'?"),
    ("ntpp", "the data have no key 'ntpp': did you mean 'ntp'?"),
    ("ntp.servers.0", "'ntp.servers' is no mapping, and has no key '0'"),
    ("", "the data have no key '': there are ntp"),
  ])
  func `a key that nobody has ends with 64 and the nearest`(key: String, message: String) throws {
    let program = try prepared()
    let ending = try explain(key, in: program)
    #expect(ending.status == 64)
    #expect(ending.output == "")
    #expect(ending.error.hasPrefix("error: "))
    #expect(ending.error.contains(message), "\(ending.error)")
    let json = try explain(key, "--format", "json", in: program)
    #expect(try Value(json: Array(json.output.utf8))["diagnostics"]?.list?.count == 1)
  }

  @Test func `without data files it says so, and what is wrong with one is told with its place`()
    throws
  {
    let none = try explain("a", in: prepared(["web.yml": "files: {}\n"]))
    #expect(none.status == 64)
    #expect(none.error.contains("no data file is there"))
    let broken = try explain("ntp", in: prepared(["data/main.yml": "[a]\n"]))
    #expect(broken.status == 65)
    #expect(broken.error.contains("data/main.yml:1:1"))
    #expect(broken.error.contains("a data file must be a mapping"))
    let gone = try prepared().run("data", "explain", "gone.yml", "ntp")
    #expect(gone.status == 66)
  }
}
