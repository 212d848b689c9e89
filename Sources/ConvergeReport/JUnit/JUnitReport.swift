/// A report as JUnit XML, the form that build servers show: a suite for the run, a case for each
/// resource.
///
/// In a dry run what differs is a failure; in an apply it is what was to be done, and passes. What
/// failed is an error, what was not tried is skipped, and what does not count passes.
package struct JUnitReport {
  let report: Report
  let now: Timestamp

  package init(_ report: Report, now: Timestamp) {
    self.report = report
    self.now = now
  }

  private enum Verdict { case passed, differs, failed, skipped }

  /// The whole document, with a line break at its end.
  package var text: String {
    let cases = report.resources.map(testCase) + problems
    let verdicts = report.resources.map(verdict) + problems.map { _ in Verdict.failed }
    let counts: [Markup.Attribute] = [
      ("tests", "\(cases.count)"), ("failures", "\(verdicts.count { $0 == .differs })"),
      ("errors", "\(verdicts.count { $0 == .failed })"),
      ("skipped", "\(verdicts.count { $0 == .skipped })"),
      ("time", seconds(report.durationMilliseconds)),
    ]
    let suite = Markup.block(
      "testsuite",
      [
        ("name", report.manifest.title), ("hostname", report.host.name),
        ("timestamp", String(report.started.prefix(19))),
      ] + counts, [properties] + cases + notes)
    let suites = Markup.block(
      "testsuites", [("name", "converge \(report.verb.rawValue)")] + counts, [suite])
    return Markup(trusted: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").text + suites.text
  }

  private var properties: Markup {
    let told: [(String, String)] = [
      ("converge.run", report.run), ("converge.verb", report.verb.rawValue),
      ("converge.result", report.result.rawValue), ("converge.manifest", report.manifest.path),
    ]
    let lines = told.flatMap { name, value -> [Markup] in
      let attributes: [Markup.Attribute] = [("name", name), ("value", value)]
      return [Markup.empty("property", attributes), .lineBreak]
    }
    return .block("properties", [], lines)
  }

  private func verdict(_ resource: ResourceReport) -> Verdict {
    guard resource.counts else { return .passed }
    switch resource.outcome.family {
    case .inSync: return .passed
    case .change, .unknown: return report.verb == .apply ? .passed : .differs
    case .drift, .deferral: return report.verb == .apply ? .skipped : .differs
    case .failure: return .failed
    case .skip: return .skipped
    }
  }

  private func testCase(_ resource: ResourceReport) -> Markup {
    let attributes: [Markup.Attribute] = [
      ("name", resource.ref), ("classname", "\(report.manifest.title).\(resource.kind)"),
      ("file", resource.location?.file), ("line", resource.location.map { "\($0.line)" }),
      ("time", seconds(resource.durationMilliseconds)),
    ]
    let said = ResourceText(resource, now: now)
    let message: [Markup.Attribute] = [
      ("message", said.line), ("type", resource.outcome.rawValue),
    ]
    let body = [Markup(lines: said.lines.joined(separator: "\n"))]
    let content: Markup
    switch verdict(resource) {
    case .passed:
      guard resource.outcome != .inSync else {
        return Markup("testcase", attributes, isBlock: true)
      }
      content = Markup("system-out", [], [Markup(said.line), .lineBreak] + body)
    case .differs: content = Markup("failure", message, body)
    case .failed: content = Markup("error", message, body)
    case .skipped: content = .empty("skipped", [message[0]])
    }
    return .block("testcase", attributes, [content, .lineBreak])
  }

  /// What is wrong with the manifest, where nothing was run for it.
  private var problems: [Markup] {
    report.diagnostics.filter(\.isError).map { problem in
      let place = problem.location.map { "\($0.file):\($0.line):\($0.column)" }
      let attributes: [Markup.Attribute] = [
        ("name", [place, problem.message].compactMap(\.self).joined(separator: " ")),
        ("classname", "\(report.manifest.title).manifest"), ("file", problem.location?.file),
        ("line", problem.location.map { "\($0.line)" }), ("time", "0.000"),
      ]
      let body = [problem.message, problem.hint].compactMap(\.self).joined(separator: "\n")
      let error = Markup(
        "error", [("message", problem.message), ("type", "invalid_manifest")],
        [Markup(lines: body)])
      return .block("testcase", attributes, [error, .lineBreak])
    }
  }

  /// What is no resource's own.
  private var notes: [Markup] {
    let owed = report.owed.map {
      "owed: \($0.ref), because of \($0.because.joined(separator: ", "))"
    }
    let released = report.released.map { "no longer declared: \($0)" }
    let lines = owed + released + report.messages
    guard !lines.isEmpty else { return [] }
    return [Markup("system-out", [], [Markup(lines: lines.joined(separator: "\n"))], isBlock: true)]
  }
}

/// `0.021`
private func seconds(_ milliseconds: Double) -> String {
  let whole = Int(milliseconds.rounded())
  let digits = String(whole % 1000)
  return "\(whole / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
}
