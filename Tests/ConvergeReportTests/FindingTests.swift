import ConvergeCore
import Foundation
import Testing

@testable import ConvergeReport

/// JUnit and SARIF, held against what those who read them require.
@Suite struct FindingTests {
  @Test(arguments: PageTests.samples.map(\.name))
  func `an XML parser reads the suite, and its counts are right`(name: String) throws {
    let report = try #require(PageTests.samples.first { $0.name == name }).report
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [
      "-c",
      """
      import sys, xml.etree.ElementTree as tree
      root = tree.fromstring(sys.stdin.buffer.read())
      assert root.tag == "testsuites"
      for suite in [root, *root]:
          cases = list(suite.iter("testcase"))
          for key, tag in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]:
              assert int(suite.get(key)) == len(list(suite.iter(tag))), key
          assert int(suite.get("tests")) == len(cases)
          float(suite.get("time"))
      names = [(case.get("classname"), case.get("name")) for case in cases]
      assert len(set(names)) == len(names) and all(all(name) for name in names)
      print(len(names))
      """,
    ]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let text = JUnitReport(report, now: SampleReports.now).text
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let count = report.resources.count + report.diagnostics.count(where: \.isError)
    #expect(String(decoding: said, as: UTF8.self) == "\(count)\n")
  }

  @Test func `what does not count fails no build`() {
    var resource = SampleReports.resource("command:always", .wouldRun, .manifest)
    resource.counts = false
    let text = JUnitReport(SampleReports.report(.plan, [resource]), now: SampleReports.now).text
    #expect(text.contains("tests=\"1\" failures=\"0\" errors=\"0\""))
  }

  /// The requirements of SARIF 2.1.0 and its schema that concern what is written here.
  @Test(arguments: PageTests.samples.map(\.name))
  func `every finding has a rule, a level, a message and a place`(name: String) throws {
    let report = try #require(PageTests.samples.first { $0.name == name }).report
    let text = SARIFReport(report, now: SampleReports.now).text
    let document = try Value(json: text.utf8)
    #expect(document["version"] == "2.1.0")
    let runs = try #require(document["runs"]?.list)
    #expect(runs.count == 1)
    let driver = try #require(runs[0]["tool"]?["driver"])
    #expect(driver["name"]?.text?.isEmpty == false)
    let rules = try #require(driver["rules"]?.list)
    let ids = rules.compactMap { $0["id"]?.text }
    #expect(Set(ids).count == rules.count)
    let levels: Set<String> = ["none", "note", "warning", "error"]
    let results = try #require(runs[0]["results"]?.list)
    for result in results {
      let index = try #require(result["ruleIndex"]?.integer)
      #expect(ids[Int(index)] == result["ruleId"]?.text)
      #expect(levels.contains(result["level"]?.text ?? ""))
      #expect(result["kind"] == "fail")
      #expect(result["message"]?["text"]?.text?.isEmpty == false)
      for location in result["locations"]?.list ?? [] {
        guard let place = location["physicalLocation"] else { continue }
        let uri = try #require(place["artifactLocation"]?["uri"]?.text)
        #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !uri.contains("\\"))
        #expect(place["region"]?["startLine"]?.integer ?? 0 >= 1)
        #expect(place["region"]?["startColumn"]?.integer ?? 0 >= 1)
      }
    }
    let findings = report.resources.count { $0.outcome != .inSync }
    #expect(results.count == findings + report.diagnostics.count { $0.severity != "note" })
    for invocation in runs[0]["invocations"]?.list ?? [] {
      guard case .boolean? = invocation["executionSuccessful"] else {
        Issue.record("an invocation must say whether it was successful")
        continue
      }
    }
  }

  @Test func `a path is a reference that nobody can misread`() {
    var resource = SampleReports.resource("file:/x", .wouldUpdate, .host)
    resource.location = LocationReport(Place(file: "/srv/a b/ü#?.yml", line: 3, column: 1))
    let report = SampleReports.report(.plan, [resource])
    #expect(
      SARIFReport(report, now: SampleReports.now).text
        .contains("\"uri\": \"file:///srv/a%20b/%C3%BC%23%3F.yml\""))
  }
}
