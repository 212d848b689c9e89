import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeReport

@Suite struct ReportViewTests {
  static let samples: [(name: String, report: Report)] = [
    ("plan", SampleReports.plan), ("apply", SampleReports.apply), ("quiet", SampleReports.quiet),
  ]

  @Test(arguments: samples.map(\.name))
  func `a report reads as text, Markdown and JSON as it always did`(name: String) throws {
    let report = try #require(Self.samples.first { $0.name == name }).report
    let texts = [
      "\(name).txt": TextReport(report, now: SampleReports.now).text,
      "\(name).all.txt": TextReport(report, amount: .all, now: SampleReports.now).text,
      "\(name).quiet.txt": TextReport(report, amount: .quiet, now: SampleReports.now).text,
      "\(name).colour.txt": TextReport(
        report, style: Style(isColored: true), now: SampleReports.now
      ).text,
      "\(name).md": MarkdownReport(report, now: SampleReports.now).text,
      "\(name).json": report.json(),
    ]
    let golden = Golden.folder("Golden")
    for (file, text) in texts {
      #expect(Golden.complaint(about: text, at: "\(golden)/\(file)") == nil)
    }
  }

  @Test func `a long diff is cut at forty lines, and the rest is counted`() {
    let old = (1...100).map { "\($0)\n" }.joined()
    let change = SampleReports.content(old, "")
    let report = SampleReports.report(
      .plan, [SampleReports.resource("file:/long", .wouldUpdate, .host, [change])])
    let cut = TextReport(report, now: SampleReports.now).text
    #expect(cut.contains("-40\n"))
    #expect(!cut.contains("-41\n"))
    #expect(cut.contains("… 60 more lines"))
    let whole = TextReport(report, amount: .all, now: SampleReports.now).text
    #expect(whole.contains("-100\n"))
  }

  @Test func `a report keeps two thousand lines of a diff, and views count what it left out`() {
    let old = (1...3000).map { "\($0)\n" }.joined()
    let change = SampleReports.content(old, "")
    #expect(change.linesCut == 1001)
    let report = SampleReports.report(
      .plan, [SampleReports.resource("file:/long", .wouldUpdate, .host, [change])])
    #expect(
      TextReport(report, amount: .all, now: SampleReports.now).text.contains("… 1001 more lines"))
  }

  @Test func `the last words of a service are lines below its failure`() {
    var service = SampleReports.resource("service:app", .failed, .new)
    service.failure = FailureReport(
      HostError(.failed, "start", "app.service", because: "it failed:\n  | one\n  | two\u{1B}"))
    let text = TextReport(SampleReports.report(.apply, [service]), now: SampleReports.now).text
    #expect(text.contains("it failed:\n        | one\n        | two\\u{1b}\n"))
  }

  @Test func `what a host says cannot steer the terminal`() {
    let change = SampleReports.content("a\n", "\u{1B}[2J\u{202E}b\tc\n")
    let report = SampleReports.report(
      .plan,
      [SampleReports.resource("file:/x\u{1B}[31m", .wouldUpdate, .host, [change])])
    for text in [
      TextReport(report, now: SampleReports.now).text,
      MarkdownReport(report, now: SampleReports.now).text,
    ] {
      #expect(!text.contains("\u{1B}"))
      #expect(!text.contains("\u{202E}"))
      #expect(text.contains("\\u{1b}[2J\\u{202e}b\tc"))
    }
  }

  @Test func `a sensitive value is in no view`() {
    let hidden = Change(
      "content", from: "sha256:0", to: "sha256:1",
      contents: Change.Contents(
        old: Array("hunter1".utf8), new: Array("hunter2".utf8), isSensitive: true))
    let value = Change("password", from: .null, to: .sensitive("hunter2"))
    var report = SampleReports.report(
      .apply,
      [
        SampleReports.resource(
          "file:/secret", .updated, .manifest,
          [ChangeReport(hidden, cause: .host), ChangeReport(value, cause: .new)])
      ])
    report.outputs = .record(["token": .sensitive("hunter2")])
    let views = [
      TextReport(report, amount: .all, now: SampleReports.now).text, report.json(),
      MarkdownReport(report, now: SampleReports.now).text,
    ]
    for view in views {
      #expect(!view.contains("hunter"))
      #expect(view.contains("sensitive"))
    }
  }
}
