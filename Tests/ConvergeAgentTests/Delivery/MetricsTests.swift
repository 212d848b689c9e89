import ConvergeAgent
import ConvergeReport
import ConvergeTestSupport
import Foundation
import Testing

@Suite struct MetricsTests {
  /// The text format, 0.0.4, read as strictly as its description says.
  private struct Page {
    var kinds: [Substring: Substring] = [:]
    var samples: [String: Double] = [:]

    init(_ text: String) throws {
      #expect(text.hasSuffix("\n"))
      var helped: Set<Substring> = []
      var open: Substring?
      for line in text.split(separator: "\n") {
        if let match = try /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\n]+/.wholeMatch(in: line) {
          #expect(helped.insert(match.1).inserted, "\(line)")
          open = match.1
        } else if let match = try /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (gauge|counter)/.wholeMatch(
          in: line)
        {
          #expect(open == match.1 && kinds[match.1] == nil, "\(line)")
          kinds[match.1] = match.2
        } else {
          let sample =
            /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)+\})? ([0-9.eE+-]+)/
          guard let match = try sample.wholeMatch(in: line), let value = Double(match.3) else {
            Issue.record("no sample: \(line)")
            continue
          }
          #expect(open == match.1, "samples stand below their type: \(line)")
          #expect(match.1.hasSuffix("_total") == (kinds[match.1] == "counter"), "\(line)")
          let key = "\(match.1)\(match.2 ?? "")"
          #expect(samples[key] == nil, "twice: \(line)")
          samples[key] = value
        }
      }
    }
  }

  @Test func `metrics are of the format that Prometheus reads, and tell the last run`() throws {
    var metrics = Metrics(mode: .enforce)
    _ = try Page(metrics.text)
    var report = sampleReport()
    report.manifest.name = "we\"b\\\n"
    var failed = ResourceReport()
    (failed.ref, failed.outcome) = ("service:x", .failed)
    report.resources.append(failed)
    var owed = OwedReport()
    owed.ref = "service:y"
    report.owed = [owed]
    metrics.note(report)
    metrics.note(report)
    let page = try Page(metrics.text)
    let name = #"manifest="we\"b\\\n""#
    #expect(page.samples["converge_last_run_timestamp_seconds{\(name)}"] == 1_795_470_012)
    #expect(page.samples["converge_resources{\(name),outcome=\"updated\"}"] == 1)
    #expect(page.samples["converge_resources{\(name),outcome=\"created\"}"] == 0)
    #expect(page.samples["converge_resources_drifted{\(name)}"] == 1)
    #expect(page.samples["converge_resources_failed{\(name)}"] == 1)
    #expect(page.samples["converge_owed_refreshes{\(name)}"] == 1)
    #expect(page.samples["converge_last_run_success{\(name)}"] == 0)
    #expect(page.samples["converge_runs_total{result=\"changed_and_failed\"}"] == 2)
    #expect(page.samples["converge_corrected_total"] == 2)
    #expect(page.samples["converge_last_success_timestamp_seconds"] == nil)
  }

  @Test func `metrics read as they always did`() {
    var metrics = Metrics(mode: .applyOnly)
    metrics.note(sampleReport())
    let path = "\(Golden.folder("Golden"))/metrics.prom"
    let text = metrics.text.replacing(/version="[0-9.]+"/, with: "version=\"VERSION\"")
    #expect(Golden.complaint(about: text, at: path) == nil)
  }

  @Test func `Prometheus's own reader finds the same samples`() throws {
    guard let reader = PrometheusReader() else {
      #expect(
        ProcessInfo.processInfo.environment["CI"] == nil, "install python3-prometheus-client")
      return
    }
    var report = sampleReport()
    report.manifest.name = "we\"b\\\n"
    var metrics = Metrics(mode: .enforce)
    metrics.note(report)
    let text = metrics.text
    #expect(try reader.samples(of: text) == Page(text).samples.values.sorted())
    #expect(throws: (any Error).self) { try reader.samples(of: text + "converge{ 1\n") }
  }
}

/// The parser of prometheus_client, where it is installed.
private struct PrometheusReader {
  struct Complaint: Error { let text: String }

  init?() {
    guard (try? Self.run("from prometheus_client import parser", "")) == "" else { return nil }
  }

  /// The values of all samples, in their order.
  func samples(of text: String) throws -> [Double] {
    let script = """
      import sys
      from prometheus_client.parser import text_string_to_metric_families as read
      for family in read(sys.argv[1]):
        for sample in family.samples:
          print(sample.value)
      """
    return try Self.run(script, text).split(separator: "\n").map {
      try #require(Double($0), "\($0)")
    }.sorted()
  }

  private static func run(_ script: String, _ argument: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script, argument]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Complaint(text: text) }
    return text
  }
}
