import ConvergeCore
import ConvergeTestSupport
import Foundation
import Testing

/// `converge module list` and `converge module test`.
@Suite struct ModuleVerbTests {
  private func program(_ files: [String: String]) throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    for (name, text) in files {
      let directory = program.path(name).split(separator: "/").dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(
        atPath: "/\(directory)", withIntermediateDirectories: true)
      try program.write(name, text)
    }
    return program
  }

  private static let module = """
    parameters: { name: { type: string }, pin: { type: string, sensitive: true, default: x } }
    packages: [nginx]
    files:
      "/etc/${{ parameters.name }}":
        { content: "${{ parameters.pin }} ${{ facts.os.id }}", mode: 0644, tags: web }
    outputs: { name: "${{ parameters.name }}" }

    """

  @Test func `the modules of a manifest are listed with their sources and where they are`() throws {
    let program = try program([
      "modules/inner/module.yml": "files: {}\n",
      "modules/outer/module.yml": "modules: { in: { source: inner } }\n",
      "m.yml": """
      modules:
        out: { source: outer }
        there: { source: ./modules/inner, when: false }

      """,
    ])
    let text = try program.run("module", "list", "m.yml")
    #expect(text.status == 0)
    #expect(
      text.output == """
        out     outer            modules/outer
        out/in  inner            modules/inner
        there   ./modules/inner  modules/inner (left out)

        """)
    let json = try Value(
      json: Array(try program.run("module", "list", "m.yml", "--format", "json").output.utf8))
    #expect(json["modules"]?.list?.compactMap { $0["name"]?.text } == ["out", "out/in", "there"])
    #expect(json["modules"]?.list?.last?["left_out"] == .boolean(true))
    #expect(json["modules"]?.list?.first?["location"]?["line"] == .integer(2))
    try program.write("none.yml", "files: {}\n")
    #expect(try program.run("module", "list", "none.yml").output == "it uses no modules\n")
    try program.write("wrong.yml", "modules: { a: { source: nowhere } }\n")
    #expect(try program.run("module", "list", "wrong.yml").status == 65)
    #expect(try program.run("module", "list", "missing.yml").status == 66)
  }

  @Test func `a module whose tests are as expected ends with 0`() throws {
    let program = try program([
      "m/module.yml": Self.module,
      "m/tests/a.yml": """
      description: Everything that can be expected.
      parameters: { name: x, pin: "4711" }
      facts: { os: { id: debian } }
      expect:
        resources:
          package:nginx:
          file:/etc/x: { content: 4711 debian, mode: "0644", tags: [web], owner: null }
        outputs: { name: x }

      """,
      "m/tests/b.yml": "parameters: {}\nexpect: { problems: [\"'name' is missing\"] }\n",
    ])
    for arguments in [["module", "test", "m"], ["module", "test", program.path("m")]] {
      let ending = try program.start(arguments).ending()
      #expect(ending.status == 0, "\(ending.error)")
      #expect(
        ending.output == """
          ok    a  Everything that can be expected.
          ok    b

          2 tests, all as expected

          """)
      #expect(ending.error == "")
    }
    #expect(try program.run("module", "test", "m", "-q").output == "")
  }

  @Test func `what is not as expected is told with its place, and ends with 4`() throws {
    let program = try program([
      "m/module.yml": Self.module,
      "m/tests/attributes.yml": """
      parameters: { name: x, pin: "4711" }
      facts: { os: { id: debian } }
      expect:
        resources:
          package:nginx: { version: "1" }
          file:/etc/x: { content: other, mode: "0600", tags: [db] }
        outputs: { nmae: x }

      """,
      "m/tests/problems.yml": "expect: { problems: [no such thing] }\n",
      "m/tests/resources.yml": """
      parameters: { name: x }
      facts: { os: { id: debian } }
      expect: { resources: { "file:/etc/y": } }

      """,
      "m/tests/right.yml": "expect: { outputs: {}, resources: {} }\n",
    ])
    let ending = try program.run("module", "test", "m")
    #expect(ending.status == 4)
    #expect(
      Golden.complaint(about: ending.error, at: Golden.folder("Golden/module-test.txt")) == nil)
    #expect(ending.output.hasSuffix("4 tests, 4 not as expected\n"))
    #expect(!ending.error.contains("4711"))
    let json = try program.run("module", "test", "m", "--format", "json")
    #expect(json.status == 4)
    let value = try Value(json: Array(json.output.utf8))
    #expect(value["summary"]?["failed"] == .integer(4))
    let tests = try #require(value["tests"]?.list)
    #expect(tests.compactMap { $0["result"]?.text } == ["failed", "failed", "failed", "failed"])
    #expect(tests.allSatisfy { $0["diagnostics"]?.list?.isEmpty == false })
  }

  @Test(arguments: [
    ("[a]", "a module's test must be a mapping"), ("parameters: {}", "the test expects nothing"),
    ("expcet: {}\nexpect: { resources: {} }", "did you mean 'expect'?"),
    ("expect: { resources: { 'file:/x': text } }", "must be a mapping of attributes"),
    ("expect: { problems: [] }", "must be a list of texts"),
    ("expect: { problems: [x], resources: {} }", "has no resources"),
    ("expect: { resource: {} }", "known are resources, outputs, problems"),
    ("facts: { oss: {} }\nexpect: { resources: {} }", "'oss' is no fact: did you mean 'os'?"),
    ("expect: [", "this is not YAML"),
  ])
  func `a test that is wrong ends with 65`(text: String, message: String) throws {
    let program = try program(["m/module.yml": Self.module, "m/tests/t.yml": "\(text)\n"])
    let ending = try program.run("module", "test", "m")
    #expect(ending.status == 65)
    #expect(ending.error.contains(message), "\(ending.error)")
  }

  @Test func `no module and no tests end with 66`() throws {
    let program = try program(["m/module.yml": Self.module])
    let none = try program.run("module", "test", "m")
    #expect(none.status == 66)
    #expect(none.error.contains("the module has no tests; write one in m/tests/"))
    #expect(try program.run("module", "test").status == 66)
    #expect(try program.run("module", "test", "").status == 64)
  }

  @Test(arguments: ["motd"])
  func `the module of this repository is as its tests expect`(name: String) throws {
    let directory = ProgramUnderTest.repository.appending(path: "Modules/\(name)").path
    let ending = try ProgramUnderTest().run("module", "test", directory)
    #expect(ending.status == 0, "\(ending.error)")
  }
}
