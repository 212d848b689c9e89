import ConvergeReport
import Foundation
import Testing

/// `drift`: what differs, since when, and why.
@Suite struct DriftTests {
  private static func manifest(mode: String) -> String {
    """
    name: drifting
    files:
      "@/changed": { content: "one\\n", mode: 0644 }
      "@/declared": { content: "two\\n", mode: \(mode) }
      "@/both": { content: "three\\n", mode: \(mode) }
      "@/watched": { content: "four\\n", enforce: false }
    """
  }

  @Test func `each difference has its cause and the last run that found it as declared`() throws {
    let program = try ProgramUnderTest()
    try program.write("watched", "four\n")
    try program.write("m.yml", Self.manifest(mode: "0644"))
    let first = try program.run("apply", "m.yml", "--format", "json")
    #expect(first.status == 0, "\(first)")
    try program.write("watched", "five\n")
    #expect(try program.run("apply", "m.yml").status == 0)
    let second = try Report(json: program.run("report", "--format", "json").output)

    try program.write("m.yml", Self.manifest(mode: "0600"))
    try program.write("changed", "uno\n")
    try program.write("both", "tre\n")
    try program.write("new.yml", "name: new\nfiles: { \"@/new\": { content: x } }\n")
    let drift = try program.run("drift", "m.yml", "--format", "json")
    #expect(drift.status == 2)
    let report = try Report(json: drift.output)
    func resource(_ name: String) throws -> ResourceReport {
      try #require(report.resources.first { $0.ref == "file:\(program.path(name))" })
    }
    #expect(try resource("changed").cause == .host)
    #expect(try resource("changed").since == second.started)
    #expect(try resource("declared").cause == .manifest)
    #expect(try resource("both").cause == .both)
    #expect(try resource("both").changes.map(\.cause) == [.manifest, .host])
    let watched = try resource("watched")
    #expect(watched.outcome == .drifted)
    #expect(watched.since == (try Report(json: first.output).started))

    let text = try program.run("drift", "m.yml").output
    #expect(text.contains("host changed, last as declared "))
    #expect(text.contains("manifest and host changed, last as declared "))
    #expect(text.contains("host changed, not enforced, last as declared "))
    let new = try Report(json: program.run("drift", "new.yml", "--format", "json").output)
    #expect(new.resources.first?.cause == .new)
    #expect(new.resources.first?.since == nil)
  }

  @Test func `where nothing is remembered, why is unknown and the report says so`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest(mode: "0644"))
    let report = try Report(json: program.run("drift", "m.yml", "--format", "json").output)
    #expect(report.resources.allSatisfy { $0.cause == .unknown })
    #expect(report.messages.contains { $0.contains("nothing is remembered") })
  }

  @Test func `a resource that is changed again and again says how often`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", "name: often\nfiles: { \"@/x\": { content: \"one\\n\" } }\n")
    #expect(try program.run("apply", "m.yml").status == 0)
    for text in ["two\n", "three\n"] {
      try program.write("x", text)
      #expect(try program.run("apply", "m.yml").status == 0)
      #expect(try program.run("apply", "m.yml").status == 0)
    }
    try program.write("x", "four\n")
    let drift = try Report(json: program.run("drift", "m.yml", "--format", "json").output)
    let often = try #require(drift.resources.first?.recurrence)
    #expect(often.times == 2)
    #expect(often.runs == 5)
    #expect(try program.run("drift", "m.yml").output.contains(", 2 times before in 5 runs\n"))
    // An apply has more urgent things to do than to count.
    let apply = try Report(json: program.run("apply", "m.yml", "--format", "json").output)
    #expect(apply.resources.first?.recurrence == nil)
  }

  @Test(arguments: ["junit", "sarif", "html"])
  func `every verb writes every form, also where it cannot take place`(format: String) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", "name: forms\nfiles: { \"@/x\": { content: \"one\\n\" } }\n")
    try program.write("wrong.yml", "files: { \"@/x\": { contents: x } }\n")
    let beginning = ["junit": "<?xml ", "sarif": "{\n", "html": "<!doctype html>"][format] ?? ""
    for verb in ["plan", "drift", "apply"] {
      for (name, status) in [("m.yml", verb == "apply" ? 0 : 2), ("wrong.yml", 65)] {
        let ending = try program.run(verb, name, "--format", format)
        #expect(Int(ending.status) == status, "\(ending)")
        #expect(ending.output.hasPrefix(beginning) && ending.output.hasSuffix("\n"))
      }
    }
    let again = try program.run("report", "--format", format)
    #expect(again.status == 0 && again.output.hasPrefix(beginning))
    if format == "html" {
      #expect(again.output.contains("id=\"timeline\""))
      #expect(try program.run("graph", "m.yml", "--format", "html").output.hasPrefix(beginning))
      #expect(try program.run("graph", "m.yml", "--format", "svg").output.hasPrefix("<svg "))
    }
  }
}
