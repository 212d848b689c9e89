import ConvergeCore
import ConvergeReport
import ConvergeTestSupport
import ConvergeYAML
import Foundation
import Testing

/// Machine formats put one document on standard output, whatever happens.
@Suite struct DocumentTests {
  private static let valid = """
    name: valid
    directories: { "@/d": }
    files: { "@/d/x": { content: "one\\ntwo\\n" }, "@/in/the/way": { content: x } }
    commands:
      after: { command: [/bin/true], refresh_only: true, subscribe: ["file:@/d/x"] }
    """

  /// Manifests, each with the status of a run of it.
  private static let manifests: [(name: String, status: Int32)] = [
    ("valid.yml", 6), ("invalid.yml", 65), ("broken.yml", 65), ("gone.yml", 66),
  ]

  private func prepared() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write("valid.yml", Self.valid)
    try program.write("in", "a file\n")
    try program.write("invalid.yml", "name: invalid\nfiles: { /x: { contents: y } }\nfils:\n")
    try program.write("broken.yml", "name: [x\n")
    return program
  }

  @Test(arguments: ["plan", "drift", "apply"], [Format.json, .yaml])
  func `a run writes one report of the schema, also where it cannot take place`(
    verb: String, format: Format
  ) throws {
    let program = try prepared()
    let schema = try Value(json: program.run("schema", "report").output.utf8)
    for (name, status) in Self.manifests {
      let ending = try program.run(
        verb, name, "--detailed-exit-code".where(verb == "apply"), "--format", format.rawValue)
      #expect(ending.status == status, "\(name): \(ending)")
      let value = try format.value(of: ending.output)
      #expect(SchemaCheck.complaints(about: value, against: schema) == [])
      let report = try Report(json: value.jsonText())
      #expect(report.verb.rawValue == verb)
      #expect(report.manifest.path == name)
      #expect(report.summary.counts.map(\.count).reduce(0, +) == report.summary.total)
      #expect((report.result == .notRun) == (status >= 64))
      #expect(report.diagnostics.contains(where: \.isError) == (status >= 64))
      if status >= 64 { #expect(ending.error.contains("error: ")) }
    }
  }

  @Test func `every problem is in the document, with its place and what would be right`() throws {
    let ending = try prepared().run("plan", "invalid.yml", "--format", "json")
    let report = try Report(json: ending.output)
    #expect(
      report.diagnostics.map(\.message).sorted() == [
        "unknown attribute 'contents' of file", "unknown key 'fils'",
      ])
    let first = try #require(report.diagnostics.first { $0.message.contains("contents") })
    #expect(first.location?.line == 2)
    #expect(first.location?.column == 16)
    #expect(first.hint == "did you mean 'content'?")
  }

  @Test(arguments: [
    ["validate", "invalid.yml"], ["validate", "gone.yml"], ["graph", "invalid.yml"],
    ["graph", "gone.yml"], ["report"], ["report", "nothing"], ["forget", "nothing"],
  ])
  func `a verb without a report tells problems in one document`(command: [String]) throws {
    let program = try prepared()
    let formats = command[0] == "forget" ? [] : command[0] == "graph" ? ["json"] : ["json", "yaml"]
    for name in formats {
      let format = try #require(Format(rawValue: name))
      let ending = try program.start(command + ["--format", name]).ending()
      #expect(ending.status >= 64)
      let value = try format.value(of: ending.output)
      #expect(value["converge"] == 1)
      let diagnostics = try #require(value["diagnostics"]?.list)
      #expect(diagnostics.contains { $0["severity"] == "error" })
    }
    let text = try program.start(command).ending()
    #expect(text.output == "")
    #expect(text.error.contains("error: "))
  }

  @Test func `a run that waits in vain for the lock, or may not write, says so in a report`() throws
  {
    let program = try prepared()
    try program.write("file", "")
    let ending = try program.run(
      "apply", "valid.yml", "--state-dir", program.path("file/state"), "--format", "json")
    #expect(ending.status == 73)
    let report = try Report(json: ending.output)
    #expect(report.result == .notRun)
    #expect(report.manifest.name == "valid")
    #expect(report.diagnostics.first?.message.contains(program.path("file/state")) == true)
  }

  @Test func `a run of the history is the same in every format`() throws {
    let program = try prepared()
    let applied = try program.run("apply", "valid.yml", "--format", "json")
    let json = try program.run("report", "--format", "json")
    #expect(json.output == applied.output)
    let yaml = try program.run("report", "--format", "yaml")
    #expect(try Format.yaml.value(of: yaml.output) == Value(json: json.output.utf8))
    let report = try Report(json: json.output)
    let now = try #require(Timestamp(report.started))
    let text = try program.run("report").output
    #expect(text == TextReport(report, now: now).text)
    let all = try program.run("report", "-v").output
    #expect(all == TextReport(report, amount: .all, now: now).text)
    let markdown = try program.run("report", "--format", "markdown").output
    #expect(markdown == MarkdownReport(report, now: now).text)
    let rows = try Format.yaml.value(of: program.run("history", "--format", "yaml").output)
    #expect(rows == (try Value(json: program.run("history", "--format", "json").output.utf8)))
    #expect(rows.list?.first?["run"]?.text == report.run)
  }

  @Test func `an independent validator accepts what is really written`() throws {
    let program = try prepared()
    let ending = try program.shell(
      """
      python3 -c 'import jsonschema' 2>/dev/null || exit 77
      $CONVERGE schema report > schema.json
      for verb in plan drift apply; do
        for manifest in valid invalid broken gone; do
          $CONVERGE $verb $manifest.yml $STATE --format json > $verb-$manifest.json 2>/dev/null
        done
      done
      $CONVERGE report $STATE --format json > again.json
      python3 - *-*.json again.json <<END
      import json, sys, jsonschema
      schema = json.load(open("schema.json"))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for name in sys.argv[1:]:
          for error in validator.iter_errors(json.load(open(name))):
              print(name, error.json_path, error.message)
      print(len(sys.argv) - 1, "reports")
      END
      """, environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    if ending.status == 77 {
      #expect(ProcessInfo.processInfo.environment["CI"] == nil, "install python3-jsonschema")
      return
    }
    #expect(ending.output == "13 reports\n", "\(ending)")
  }

  enum Format: String, Sendable {
    case json, yaml

    /// The one document of a text.
    func value(of text: String) throws -> Value {
      switch self {
      case .json: return try Value(json: text.utf8)
      case .yaml:
        let (root, problems) = YAMLReader(file: "output").read(Array(text.utf8))
        #expect(!problems.hasErrors, "\(problems.items.map(\.message))")
        return try #require(root).value
      }
    }
  }
}

extension String {
  /// Itself, or what changes nothing.
  fileprivate func `where`(_ isWanted: Bool) -> String { isWanted ? self : "--color=auto" }
}
