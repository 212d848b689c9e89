import ConvergeCore
import Testing

/// What a manifest is given on the command line: parameters, facts, secrets.
@Suite struct ParameterTests {
  private let manifest = """
    name: web
    parameters:
      count: { type: integer, default: 1 }
      names: { type: array, default: [] }
      password: { type: string, sensitive: true, default: none }
    files:
      "@/out": { content: "${{ parameters.count + 1 }} ${{ parameters.names }}\\n" }
      "@/secret": { content: "pw=${{ parameters.password }}\\n" }
    outputs: { count: "${{ parameters.count }}", password: "${{ parameters.password }}" }
    """

  private func program() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write("web.yml", manifest)
    return program
  }

  @Test func `an option is stronger than a file, and a later file than an earlier one`() throws {
    let program = try program()
    try program.write("one.yml", "count: 10\nnames: [a]\n")
    try program.write("two.json", "{\"count\": 20}")
    let files = ["--parameters", "one.yml", "--parameters", "two.json"]
    #expect(try program.start(["apply", "web.yml"] + files).ending().status == 0)
    #expect(try program.read("out") == "21 ['a']\n")
    let options = ["-p", "count=5", "-p", "names:=[1,\"x\"]"]
    #expect(try program.start(["apply", "web.yml"] + files + options).ending().status == 0)
    #expect(try program.read("out") == "6 [1, 'x']\n")
  }

  @Test func `a sensitive parameter is nowhere but in the file, in no format and nowhere kept`()
    throws
  {
    let program = try program()
    try program.write("pw", "hunter2-and-more\n")
    let given = ["-p", "password=@pw"]
    var told = ""
    for verb in ["plan", "apply", "drift"] {
      for format in ["text", "json", "yaml", "markdown"] {
        try program.write("secret", "pw=other-\(verb)-\(format)\n")
        let ending = try program.start(
          [verb, "web.yml", "-v", "--format", format] + given
        ).ending()
        #expect(ending.output.contains("(sensitive)"), "\(verb) \(format)")
        told += ending.output + ending.error
      }
    }
    #expect(try program.read("secret") == "pw=other-drift-markdown\n")
    #expect(try program.start(["apply", "web.yml"] + given).ending().status == 0)
    #expect(try program.read("secret") == "pw=hunter2-and-more\n")
    told += try program.run("history").output + program.run("report", "--format", "json").output
    // What the file had before may be shown no more than what it gets.
    #expect(!told.contains("hunter2") && !told.contains("other-"))
    let kept = try program.shell("grep -rlaE 'hunter2|other-' \(program.state)")
    #expect(kept.output == "")
  }

  @Test func `a sensitive parameter is not taken from the command line`() throws {
    let ending = try program().run("plan", "web.yml", "-p", "password=hunter2")
    #expect(ending.status == 65)
    #expect(ending.error.contains("write -p password=@FILE"))
    #expect(!ending.error.contains("hunter2"))
  }

  @Test func `what is wrong is told all at once, with 65`() throws {
    let program = try program()
    try program.write("given.yml", "cuont: 1\nnames: text\n")
    let ending = try program.run(
      "validate", "web.yml", "--parameters", "given.yml", "-p", "count=many", "-p", "other=1")
    #expect(ending.status == 65)
    #expect(ending.error.contains("did you mean 'count'?"))
    #expect(ending.error.contains("--> given.yml:1:8"))
    #expect(ending.error.contains("the parameter 'count' must be an integer, not 'many'"))
    #expect(ending.error.contains("there is no parameter 'other'"))
    #expect(ending.error.contains("the parameter 'names' must be an array"))
  }

  @Test(
    arguments: [
      ("-p count", 64 as Int32), ("-p =5", 64), ("-p count:=[1", 64), ("-p count=@none", 66),
      ("--parameters none.yml", 66), ("--parameters list.yml", 65), ("--facts none.yml", 66),
    ])
  func `an option that cannot be read ends with its status`(options: String, status: Int32)
    throws
  {
    let program = try program()
    try program.write("list.yml", "[1]\n")
    let words = options.split(separator: " ").map(String.init)
    let ending = try program.start(["plan", "web.yml"] + words).ending()
    #expect(ending.status == status)
    #expect(!ending.error.isEmpty)
  }

  @Test func `given facts take the place of this host's`() throws {
    let program = try ProgramUnderTest()
    try program.write("facts.yml", "os: { id: plan9 }\n")
    try program.write(
      "m.yml", "files: { \"@/x\": { content: \"${{ facts.os.id }}\", when: facts.os.id != 'x' } }")
    let ending = try program.run("plan", "m.yml", "--facts", "facts.yml")
    #expect(ending.output.contains("+plan9"))
    let here = try program.run("plan", "m.yml")
    #expect(here.status == 2 && !here.output.contains("plan9"))
  }

  @Test func `a secret comes from its directory, and only where nobody else can read it`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", "files: { \"@/x\": { content: \"${{ secret('db') }}\" } }")
    let directory = ["--secrets-dir", program.path("secrets")]
    #expect(try program.shell("mkdir -m 700 secrets; printf 'tiger\\n' > secrets/db").status == 0)
    let open = try program.start(["apply", "m.yml"] + directory).ending()
    #expect(open.status == 65)
    #expect(open.error.contains("chmod 0600"))
    #expect(try program.shell("chmod 600 secrets/db").status == 0)
    let ending = try program.start(["apply", "m.yml"] + directory).ending()
    #expect(ending.status == 0)
    #expect(try program.read("x") == "tiger")
    #expect(!(ending.output + ending.error).contains("tiger"))
    let missing = try program.run("plan", "m.yml", "--secrets-dir", program.directory)
    #expect(missing.status == 65 && missing.error.contains("no file 'db'"))
  }

  @Test func `what when leaves out is counted, and its entry is not released`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml",
      """
      parameters: { on: { type: boolean, default: true } }
      files:
        "@/a": { content: a, when: parameters.on }
        "@/b": { content: b }
      """)
    #expect(try program.run("apply", "m.yml").status == 0)
    let without = try program.run("apply", "m.yml", "-p", "on=false", "--format", "json")
    let report = try Value(json: without.output.utf8)
    #expect(report["not_selected"]?.integer == 1)
    #expect(report["released"]?.list == [])
    try program.write("m.yml", "files: { \"@/b\": { content: b } }")
    let gone = try Value(json: program.run("apply", "m.yml", "--format", "json").output.utf8)
    #expect(gone["released"]?.list == [.text("file:\(program.path("a"))")])
  }
}
