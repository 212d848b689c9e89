import ConvergeCore
import ConvergeTestSupport
import Foundation
import Testing

@testable import ConvergeReport

@Suite struct PageTests {
  static let samples =
    ReportViewTests.samples + [("page", SampleReports.page)]

  @Test(arguments: samples.map(\.name))
  func `a report reads as JUnit, SARIF and HTML as it always did`(name: String) throws {
    let report = try #require(Self.samples.first { $0.name == name }).report
    let now = SampleReports.now
    let texts = [
      "\(name).junit.xml": JUnitReport(report, now: now).text,
      "\(name).sarif": SARIFReport(report, now: now).text,
      "\(name).html": Self.body(
        HTMLReport(report, past: name == "page" ? SampleReports.past : [], now: now).text),
    ]
    for (file, text) in texts {
      #expect(Golden.complaint(about: text, at: "\(Golden.folder("Golden"))/\(file)") == nil)
    }
  }

  /// Without styles and script, which are the same in all.
  private static func body(_ page: String) -> String {
    let start = page.range(of: "<body>")?.lowerBound ?? page.startIndex
    let end = page.range(of: "<script>")?.lowerBound ?? page.endIndex
    return String(page[start..<end])
  }

  @Test func `what a host says is text in every format, and nothing else`() {
    let report = SampleReports.page
    let page = HTMLReport(report, past: SampleReports.past, now: SampleReports.now).text
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(!page.contains("<img"))
    #expect(!page.contains("\u{1B}"))
    #expect(page.contains("&lt;script&gt;document.title"))
    let junit = JUnitReport(report, now: SampleReports.now).text
    #expect(!junit.contains("<script"))
    #expect(!junit.contains("\u{1B}"))
  }

  @Test func `a page lets in its own style and script by their digests`() throws {
    let page = HTMLReport(SampleReports.page, now: SampleReports.now).text
    let policy = try #require(page.firstMatch(of: /Security-Policy" content="([^"]*)"/)).output.1
    let words = policy.replacing("&#39;", with: "'")
    #expect(words.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(words.hasSuffix("base-uri 'none'; form-action 'none'"))
    #expect(!words.contains("unsafe"))
    #expect(!page.contains(" style=\""))
    #expect(page.matches(of: /\ on[a-z]+="/).isEmpty)
  }

  @Test func `a digest is written in base 64 as everybody else writes it`() {
    // printf hello | openssl dgst -sha256 -binary | base64
    #expect(Asset("hello").source == "'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='")
  }

  @Test func `a large graph is drawn where it differs, and says so`() {
    let page = HTMLReport(SampleReports.large(600), now: SampleReports.now).text
    #expect(page.contains("Of 600 resources 2 are drawn"))
    #expect(page.components(separatedBy: "class=\"node ").count == 3)
    let whole = HTMLReport(SampleReports.large(500), now: SampleReports.now).text
    #expect(!whole.contains("are drawn"))
    // Of 19 leaves below a directory eight are drawn, and one box says how many more there are; where
    // one differs, it is drawn besides.
    #expect(whole.components(separatedBy: "11 more as they should be").count == 24 * 2 + 1)
    #expect(whole.components(separatedBy: "10 more as they should be").count == 2 + 1)
  }

  @Test func `positions that no resource and no pattern has are passed over`() {
    var report = SampleReports.page
    report.edges = [
      EdgeReport(from: -1, to: 2, role: .require), EdgeReport(from: 0, to: 1 << 40, role: .after),
      EdgeReport(from: 0, to: 2, role: .require),
    ]
    let page = HTMLReport(report, now: SampleReports.now).text
    #expect(page.components(separatedBy: "class=\"edge ").count == 2)
  }

  @Test func `edges are read back as they were written, and share the history`() throws {
    let report = SampleReports.page
    #expect(try Report(json: report.json()).edges == report.edges)
    #expect(try Report(json: report.keptStart + report.keptResources).json() == report.json())
    var other = report
    other.edges?[0] = EdgeReport(from: 0, to: 4, role: .require)
    #expect(other.keptResourcesName != report.keptResourcesName)
  }
}
