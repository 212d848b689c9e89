import ConvergeReport
import ConvergeTestSupport
import Foundation
import Testing

/// Modules on the command line.
@Suite struct ModuleTests {
  private static let module = """
    parameters: { text: { type: string }, pin: { type: string, sensitive: true, default: none } }
    files:
      "@/out/${{ parameters.text }}": { source: text, require: directory:@/out }
      "@/out/pin": { content: "${{ parameters.pin }}" }
    directories: { "@/out": }
    outputs: { path: "@/out/${{ parameters.text }}", pin: "${{ parameters.pin }}" }
    """

  private static let manifest = """
    name: web
    parameters: { pin: { type: string, sensitive: true, default: none } }
    modules:
      one: { source: plain, with: { text: a, pin: "${{ parameters.pin }}" } }
    files: { "@/other": { content: "${{ modules.one.path }}", require: module:one } }
    outputs: { pin: "${{ modules.one.pin }}" }
    """

  /// The module in a directory of that name.
  private func program(in directory: String) throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try FileManager.default.createDirectory(
      atPath: program.path("\(directory)/plain"), withIntermediateDirectories: true)
    try program.write("\(directory)/plain/module.yml", Self.module)
    try program.write("\(directory)/plain/text", "of the module\n")
    try program.write("web.yml", Self.manifest)
    return program
  }

  @Test func `a plan and an apply tell which module a resource stands in`() throws {
    let program = try program(in: "modules")
    let plan = try program.run("plan", "web.yml")
    #expect(plan.status == 2)
    #expect(plan.output.contains("+ one/file:\(program.path("out/a"))"))
    let report = try Report(
      json: try program.run("apply", "web.yml", "--format", "json").output)
    #expect(report.resources.map(\.module) == ["one", "one", "one", nil])
    #expect(report.resources.map(\.outcome) == [.created, .created, .created, .created])
    #expect(try program.read("out/a") == "of the module\n")
    #expect(try program.read("other") == program.path("out/a"))
    #expect(try program.run("plan", "web.yml").status == 0)
    #expect(try program.run("drift", "web.yml").status == 0)
  }

  @Test func `modules are found where an option says, from the current directory`() throws {
    let program = try program(in: "shelf")
    let missing = try program.run("validate", "web.yml")
    #expect(missing.status == 65)
    #expect(missing.error.contains("there is no module 'plain'"))
    #expect(missing.error.contains("looked for in modules, Modules, /usr/share/converge/modules"))
    for path in ["shelf", program.path("shelf")] {
      let ending = try program.run(
        "validate", "web.yml", "--module-path", "nothing-here", "--module-path", path)
      #expect(ending.status == 0, "\(ending.error)")
    }
    #expect(try program.run("plan", "web.yml", "--module-path", "").status == 64)
  }

  @Test func `a resource of a module is selected by its name, and a module as a whole`() throws {
    let program = try program(in: "modules")
    let name = "one/file:\(program.path("out/a"))"
    let one = try program.run("apply", "web.yml", "--only", name, "--format", "json")
    let refs = try Report(json: one.output).resources.map(\.ref)
    #expect(refs == ["one/directory:\(program.path("out"))", name])
    let whole = try program.run("plan", "web.yml", "--only", "module:one", "--format", "json")
    #expect(try Report(json: whole.output).resources.count == 3)
    let none = try program.run("plan", "web.yml", "--only", "module:two")
    #expect(none.status == 64)
  }

  @Test func `what is sensitive stays so through a module, in every format`() throws {
    let program = try program(in: "modules")
    try program.write("pin", "4711-and-more")
    var told = ""
    for format in ["text", "json", "yaml", "markdown"] {
      try program.write("pin", "4711-and-\(format)")
      let ending = try program.run(
        "apply", "web.yml", "-v", "--format", format, "-p", "pin=@pin")
      #expect(ending.status == 0)
      #expect(ending.output.contains("(sensitive)"))
      told += ending.output + ending.error
    }
    #expect(try program.read("out/pin") == "4711-and-markdown")
    #expect(!told.contains("4711"))
    #expect(try program.shell("grep -rla 4711 \(program.state)").output == "")
  }

  @Test func `what a module no longer declares is released, and what it leaves out is not`() throws
  {
    let program = try program(in: "modules")
    _ = try program.run("apply", "web.yml")
    try program.write(
      "web.yml", "name: web\nmodules: { one: { source: plain, when: false, with: { text: a } } }\n")
    let out = try Report(json: try program.run("apply", "web.yml", "--format", "json").output)
    #expect(out.released == ["file:\(program.path("other"))"])
    #expect(out.notSelected == 3)
    try program.write("web.yml", "name: web\nfiles: {}\n")
    let gone = try Report(json: try program.run("apply", "web.yml", "--format", "json").output)
    #expect(gone.released.count == 3)
  }

  @Test func `a cycle through a module names the resource that makes it`() throws {
    let program = try program(in: "modules")
    try program.write(
      "web.yml",
      """
      name: web
      modules: { one: { source: plain, with: { text: a }, require: "file:@/x" } }
      files: { "@/x": { require: "one/file:@/out/a" } }
      """)
    let ending = try program.run("validate", "web.yml")
    #expect(ending.status == 65)
    let (x, a) = ("'file:\(program.path("x"))'", "'one/file:\(program.path("out/a"))'")
    #expect(ending.error.contains("these wait for each other: "))
    #expect(ending.error.contains("\(a) requires \(x)"))
    #expect(ending.error.contains("\(x) requires \(a)"))
  }

  @Test func `the example with a module is planned as beside it`() throws {
    let program = try ProgramUnderTest()
    let manifest = ProgramUnderTest.repository.appending(path: "Manifests/welcome.yml").path
    try program.write("facts.yml", "os: { name: Debian GNU/Linux 12 }\n")
    let ending = try program.run(
      "plan", manifest, "--facts", "facts.yml", "-p", "directory=\(program.path("w"))")
    #expect(ending.status == 2)
    let text = ending.output.replacing(program.directory, with: "/tmp/w")
      .replacing(/\ on [^ ]+ ·/, with: " on HOST ·").replacing(/· [0-9.]+ s\b/, with: "· 0 s")
    #expect(
      Golden.complaint(about: text, at: Golden.folder("Golden/welcome.txt")) == nil)
  }
}
