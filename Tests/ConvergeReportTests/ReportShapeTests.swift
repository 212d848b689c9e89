import ConvergeCore
import Foundation
import Testing

@testable import ConvergeReport

@Suite struct ReportShapeTests {
  static let samples = [SampleReports.plan, SampleReports.apply, SampleReports.quiet]

  @Test(arguments: samples.indices)
  func `a report that was written is read back as it was`(index: Int) throws {
    let text = Self.samples[index].json()
    #expect(try Report(json: text).json() == text)
  }

  @Test(arguments: samples.indices)
  func `every key of a report is in the schema, and every required one in the report`(
    index: Int
  ) throws {
    let report = try Value(json: Self.samples[index].json().utf8)
    #expect(complaints(about: report, against: Report.jsonSchema, at: "report") == [])
  }

  @Test(arguments: samples.indices)
  func `an independent validator accepts every report`(index: Int) throws {
    guard let validator = Validator() else { return }
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

  /// Checks objects, lists and words; `anyOf` by any that fits.
  private func complaints(about value: Value, against schema: Value, at path: String) -> [String] {
    if let choices = schema["anyOf"]?.list {
      let attempts = choices.map { complaints(about: value, against: $0, at: path) }
      return attempts.contains([]) ? [] : attempts.min { $0.count < $1.count } ?? []
    }
    if let words = schema["enum"]?.list { return words.contains(value) ? [] : ["\(path) \(value)"] }
    switch (schema["type"]?.text, value) {
    case ("object", .mapping(let members)):
      guard let properties = schema["properties"]?.members else { return [] }
      let missing = (schema["required"]?.list ?? []).compactMap(\.text).filter { value[$0] == nil }
      return missing.map { "\(path).\($0) is missing" }
        + members.flatMap { member in
          properties.first { $0.key == member.key }.map {
            complaints(about: member.value, against: $0.value, at: "\(path).\(member.key)")
          } ?? ["\(path).\(member.key) is not in the schema"]
        }
    case ("array", .list(let elements)):
      return elements.flatMap { complaints(about: $0, against: schema["items"] ?? .null, at: path) }
    case ("string", .text), ("boolean", .boolean), ("integer", .integer), ("number", .float),
      ("number", .integer), ("null", .null), (nil, _):
      return []
    default: return ["\(path) is no \(schema["type"]?.text ?? "")"]
    }
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
