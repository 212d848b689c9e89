import ConvergeCore
import ConvergeTestSupport
import Testing

@Suite struct ValidateTests {
  @Test func `every problem is told at once, with its place`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "web.yml",
      """
      name: web
      files:
        /etc/motd: { content: hello, ensure: present, mode: 0999 }
        /etc/other:
          require: [file:/etc/mtd]
      serivces:
        nginx: running
      """)
    let ending = try program.run("validate", "web.yml")
    #expect(ending.status == 65)
    #expect(ending.output == "")
    let path = "\(Golden.folder("Golden"))/validate.txt"
    #expect(Golden.complaint(about: ending.error, at: path) == nil)
    let json = try program.run("validate", "web.yml", "--format", "json")
    #expect(json.status == 65)
    #expect(json.error == "")
    let diagnostics = try Value(json: json.output.utf8)["diagnostics"]?.list ?? []
    #expect(diagnostics.count >= 3)
    #expect(diagnostics.allSatisfy { $0["location"]?["file"]?.text == "web.yml" })
  }

  @Test func `a cycle is told beside what else is wrong`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "web.yml",
      """
      files:
        /tmp/a: { require: [file:/tmp/b] }
        /tmp/b: { require: ['file:/tmp/a*'] }
        /tmp/c: { ensure: present }
      """)
    let ending = try program.run("validate", "web.yml")
    #expect(ending.status == 65)
    let path = "\(Golden.folder("Golden"))/validate-cycle.txt"
    #expect(Golden.complaint(about: ending.error, at: path) == nil)
  }

  @Test func `an edge that was left out is told with -v`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml",
      """
      directories: { "@/d": { require: ["file:@/d/x"] } }
      files: { "@/d/x": { content: x, parents: true } }
      """)
    let quiet = try program.run("plan", "m.yml")
    #expect(quiet.error == "")
    let told = try program.run("plan", "m.yml", "-v")
    #expect(told.error.contains("does not wait for 'directory:\(program.path("d"))'"))
    #expect(told.status == 2)
  }

  @Test func `a valid manifest is said to be, from a file, a directory or standard input`() throws {
    let program = try ProgramUnderTest()
    let text = "name: x\nfiles: { /tmp/x: { content: y } }\n"
    try program.write("manifest.yml", text)
    for ending in [
      try program.run("validate", "manifest.yml"), try program.run("validate", "."),
      try program.run("validate", "-", input: text),
    ] {
      #expect(ending.status == 0)
      #expect(ending.output.hasSuffix(" is valid\n"))
      #expect(ending.error == "")
    }
  }

  @Test func `broken YAML ends with 65, and a missing manifest with 66`() throws {
    let program = try ProgramUnderTest()
    try program.write("bad.yml", "name: [x\n")
    #expect(try program.run("validate", "bad.yml").status == 65)
    let missing = try program.run("apply", "gone.yml")
    #expect(missing.status == 66)
    #expect(missing.error.contains("gone.yml"))
    #expect(missing.output == "")
  }

  @Test(arguments: [("dot", "digraph"), ("mermaid", "flowchart"), ("json", "{")])
  func `the graph is written in each format`(format: String, beginning: String) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", "directories: { /tmp/a: }\nfiles: { /tmp/a/b: { content: y } }\n")
    let ending = try program.run("graph", "m.yml", "--format", format)
    #expect(ending.status == 0)
    #expect(ending.output.hasPrefix(beginning))
    #expect(ending.output.contains("directory:/tmp/a"))
  }
}
