import ConvergeCore
import ConvergeTestSupport
import Foundation
import Testing

@testable import ConvergeReport

@Suite struct ReportShapeTests {
  static let samples = [
    SampleReports.plan, SampleReports.apply, SampleReports.quiet, SampleReports.notRun,
    SampleReports.rare,
  ]

  @Test(arguments: samples.indices)
  func `a report that was written is read back as it was`(index: Int) throws {
    let text = Self.samples[index].json()
    #expect(try Report(json: text).json() == text)
  }

  @Test(arguments: samples.indices)
  func `what the history keeps tells all of a report`(index: Int) throws {
    let report = Self.samples[index]
    #expect(try Report(json: report.keptStart + report.keptResources).json() == report.json())
  }

  @Test func `the history keeps little of what is as it should be`() throws {
    let report = SampleReports.report(
      .apply, (0..<100).map { SampleReports.resource("file:/etc/\($0)", .inSync) })
    let text = report.keptStart + report.keptResources
    #expect(try Report(json: text).json() == report.json())
    #expect(text.utf8.count * 5 < report.json().utf8.count)
    #expect(report.isPlain)
  }

  @Test func `reports that say the same of all resources share it`() {
    let resources = ["file:/a", "file:/b"].map { SampleReports.resource($0, .inSync) }
    let report = SampleReports.report(.apply, resources)
    var later = report
    later.run = "another"
    later.durationMilliseconds = 3
    #expect(later.keptResourcesName == report.keptResourcesName)
    #expect(later.keptResources == report.keptResources)
    var others: [Report] = []
    for path in [\ResourceReport.module, \.description] {
      var other = report
      other.resources[0][keyPath: path] = "file:/b"
      others.append(other)
    }
    var moved = report
    moved.resources[1].location?.line = 25
    others += [moved, SampleReports.report(.apply, resources.reversed())]
    others.append(SampleReports.report(.apply, Array(resources.prefix(1))))
    for other in others { #expect(other.keptResourcesName != report.keptResourcesName) }
    #expect(!SampleReports.report(.apply, [SampleReports.resource("a:b", .updated)]).isPlain)
  }

  @Test(arguments: samples.indices)
  func `every key of a report is in the schema, and every required one in the report`(
    index: Int
  ) throws {
    let report = try Value(json: Self.samples[index].json().utf8)
    #expect(SchemaCheck.complaints(about: report, against: Report.jsonSchema) == [])
    #expect(report["summary"]?["total"] == .integer(total(report)))
  }

  /// Of all outcomes that the summary counts.
  private func total(_ report: Value) -> Int64 {
    (report["summary"]?.members ?? []).filter { $0.key != "total" }.reduce(0) { sum, member in
      guard case .integer(let count) = member.value else { return sum }
      return sum + count
    }
  }

  @Test func `the check itself finds what is wrong`() throws {
    let good = SampleReports.quiet.json()
    for (text, wrong, complaint) in [
      ("\"in_sync\",", "\"fine\",", "result"), ("\"line\": 24", "\"line\": -1", "negative"),
      ("\"line\": 24", "\"line\": \"x\"", "integer"), ("\"verb\"", "\"word\"", "verb is missing"),
      ("\"verb\": \"apply\"", "\"verb\": \"apply\", \"x\": 1", "x is not in the schema"),
    ] {
      let bad = try Value(json: good.replacing(text, with: wrong).utf8)
      let complaints = SchemaCheck.complaints(about: bad, against: Report.jsonSchema)
      #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
    }
  }

  @Test(arguments: samples.indices)
  func `an independent validator accepts every report`(index: Int) throws {
    guard let validator = Validator() else {
      #expect(ProcessInfo.processInfo.environment["CI"] == nil, "install python3-jsonschema")
      return
    }
    let report = Self.samples[index].json()
    #expect(try validator.complaint(about: report, against: Report.jsonSchema) == nil)
    let broken = report.replacing("\"in_sync\"", with: "\"fine\"")
    #expect(try validator.complaint(about: broken, against: Report.jsonSchema) != nil)
  }

  @Test(arguments: [
    ("nonsense", "the report is no JSON: unknown word at byte 0"),
    ("{\"converge\":2}", "converge must be 1"),
    (
      "{\"converge\":1,\"resources\":[{\"outcome\":\"fine\"}]}",
      "resources[0].outcome must be one of"
    ),
    ("{\"converge\":1,\"run\":3}", "run must be text"),
  ])
  func `what is no report says where and what`(text: String, message: String) {
    let error = #expect(throws: MalformedReport.self) { try Report(json: text) }
    #expect(error?.description.hasPrefix(message) == true)
  }

  @Test func `keys of a later version are passed over`() throws {
    let report = try Report(json: "{\"converge\":1,\"later\":{},\"verb\":\"apply\"}")
    #expect(report.verb == .apply)
  }

  @Test(arguments: Outcome.allCases)
  func `the counts of a summary add up to its total`(outcome: Outcome) {
    for verb in Report.Verb.allCases {
      let resources = [
        SampleReports.resource("a:b", outcome), SampleReports.resource("a:c", .inSync),
      ]
      let summary = SampleReports.report(verb, resources).summary
      #expect(summary.counts.map(\.count).reduce(0, +) == 2)
    }
  }

  @Test(arguments: [
    (Report.Verb.plan, [Outcome.inSync], Int32(0), Int32(0)),
    (.plan, [.wouldCreate], 2, 2), (.drift, [.drifted], 2, 2), (.plan, [.deferred], 2, 2),
    (.plan, [.willFail], 4, 4), (.plan, [.failed, .wouldRun], 6, 6), (.plan, [.unknown], 2, 2),
    (.apply, [.inSync], 0, 0), (.apply, [.created], 0, 2), (.apply, [.failed, .skipped], 4, 4),
    (.apply, [.failed, .updated], 4, 6), (.apply, [.drifted], 0, 0), (.apply, [.deferred], 0, 0),
  ])
  func `the exit status follows from the outcomes`(
    verb: Report.Verb, outcomes: [Outcome], status: Int32, detailed: Int32
  ) {
    let report = SampleReports.report(
      verb, outcomes.map { SampleReports.resource("file:/x", $0, .new) })
    #expect(report.exitStatus() == status)
    #expect(report.exitStatus(detailed: true) == detailed)
  }

  @Test func `where the manifest has an error, nothing was run`() {
    let report = SampleReports.notRun
    #expect(report.result == .notRun)
    #expect(report.exitStatus() == 65)
    var warned = SampleReports.quiet
    warned.diagnostics = report.diagnostics.filter { !$0.isError }
    #expect(warned.result == .inSync)
  }

  @Test func `what does not count changes no exit status`() {
    var ignored = SampleReports.resource("command:x", .failed)
    ignored.counts = false
    #expect(SampleReports.report(.apply, [ignored]).exitStatus() == 0)
    var owed = OwedReport()
    owed.ref = "service:x"
    var report = SampleReports.report(.plan, [])
    report.owed = [owed]
    #expect(report.exitStatus() == 2)
    report.owed[0].counts = false
    #expect(report.exitStatus() == 0)
    report.isInterrupted = true
    #expect(report.exitStatus() == 130)
  }
}

/// Python's jsonschema, where it is installed.
private struct Validator {
  init?() {
    guard (try? Self.run("import jsonschema", [])) == "" else { return nil }
  }

  func complaint(about report: String, against schema: Value) throws -> String? {
    let script = """
      import json, sys, jsonschema
      jsonschema.Draft202012Validator.check_schema(json.loads(sys.argv[1]))
      v = jsonschema.Draft202012Validator(json.loads(sys.argv[1]))
      print("\\n".join(e.message for e in v.iter_errors(json.loads(sys.argv[2]))), end="")
      """
    let said = try Self.run(script, [schema.jsonText(), report])
    return said.isEmpty ? nil : said
  }

  private static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
