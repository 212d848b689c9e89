import ConvergeCore
import Foundation
import Testing

@testable import ConvergeReport

/// Pages as a real browser shows them.
@Suite struct BrowserTests {
  private static func evaluate(_ expression: String) -> Value {
    .record(["evaluate": .text(expression)])
  }
  private static let shown =
    "[...document.querySelectorAll('.resource')].filter((one) => !one.hidden).map((one) => one.id)"
    + ".join(' ')"

  private static func file(_ name: String, _ text: String) throws -> String {
    let path = try Browser.artifact(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `the page renders, filters and opens, and asks nobody for anything`() throws {
    let page = HTMLReport(SampleReports.page, past: SampleReports.past, now: SampleReports.now)
    let path = try Self.file("report.html", page.text)
    let steps: [(String, Value, Value?)] = [
      ("size", .record(["size": [1280, 900]]), nil),
      ("open", .record(["open": .text("file://\(path)")]), nil),
      ("title", Self.evaluate("document.title"), "web on web-01 · converge drift"),
      (
        "no element of a host's", Self.evaluate("document.images.length + document.scripts.length"),
        1
      ),
      (
        "the bar has its colours",
        Self.evaluate(
          "new Set([...document.querySelectorAll('.bar rect')].map((one) => getComputedStyle(one).fill)).size"
        ),
        5
      ),
      ("a box for each", Self.evaluate("document.querySelectorAll('.graph .node').length"), 10),
      ("filters appear", Self.evaluate("document.getElementById('filters').hidden"), false),
      ("all are there", Self.evaluate(Self.shown), "r2 r4 r5 r6 r8 r0 r1 r3 r7 r9"),
      ("into the field", .record(["click": "#filter-text"]), nil),
      ("words", .record(["type": "nginx FILE"]), nil),
      ("one has both", Self.evaluate(Self.shown), "r4 r5"),
      (
        "and the count says so", Self.evaluate("document.getElementById('count').textContent"),
        "2 of 10 shown"
      ),
      (
        "the graph follows", Self.evaluate("document.querySelectorAll('.graph .dim').length"), 8
      ),
      ("cleared", .record(["click": "button[type=reset]"]), nil),
      ("after the event", Self.evaluate("new Promise((done) => setTimeout(done)) && ''"), ""),
      (
        "by outcome",
        Self.evaluate(
          "(() => { const one = document.getElementById('filter-outcome'); one.value = 'failed';"
            + " one.dispatchEvent(new Event('input', { bubbles: true })); return \(Self.shown); })()"
        ),
        "r6"
      ),
      (
        "by kind",
        Self.evaluate(
          "(() => { const one = document.getElementById('filter-outcome'); one.value = '';"
            + " const other = document.getElementById('filter-kind'); other.value = 'user';"
            + " other.dispatchEvent(new Event('input', { bubbles: true })); return \(Self.shown); })()"
        ),
        "r7"
      ),
      (
        "what fits is open to see", Self.evaluate("document.querySelector('.same-list').open"), true
      ),
      ("anew", .record(["open": .text("file://\(path)")]), nil),
      ("closed", Self.evaluate("document.getElementById('r2').open"), false),
      ("opened by hand", .record(["click": "#r2 > summary"]), nil),
      (
        "with its difference",
        Self.evaluate(
          "document.getElementById('r2').open && document.querySelector('#r2 pre').innerText"),
        "@@ -1,2 +1,3 @@\n-workers: 2\n-log: debug\n+workers: 4\n+port: 8080\n+log: info\n"
      ),
      (
        "a box leads to its resource",
        Self.evaluate(
          "(location.hash = document.querySelectorAll('.graph a.node')[8].getAttribute('href'))"),
        "#r8"
      ),
      ("nobody took it over", Self.evaluate("document.title"), "web on web-01 · converge drift"),
      ("by day", .record(["shot": .text(try Browser.artifact("report-light.png"))]), nil),
      ("night", .record(["media": .record(["scheme": "dark"])]), nil),
      (
        "is dark", Self.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
        "rgb(18, 21, 26)"
      ),
      ("by night", .record(["shot": .text(try Browser.artifact("report-dark.png"))]), nil),
      ("paper", .record(["media": .record(["media": "print", "scheme": "dark"])]), nil),
      (
        "is white", Self.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
        "rgb(255, 255, 255)"
      ),
      (
        "and shows what is closed",
        Self.evaluate("document.querySelector('#r4 pre').getBoundingClientRect().height > 20"), true
      ),
      ("on paper", .record(["shot": .text(try Browser.artifact("report-print.png"))]), nil),
    ]
    guard let found = try Browser.perform(steps.map(\.1)) else { return }
    for (step, result) in zip(steps, found.results) {
      if let wanted = step.2 { #expect(result == wanted, "\(step.0)") }
      if step.1["shot"] != nil { #expect(result.integer ?? 0 > 20_000, "\(step.0)") }
    }
    #expect(found.results.count == steps.count)
    #expect(found.console == [])
    #expect(Set(found.requests) == ["file://\(path)"])
  }

  @Test func `it can be read without a script, without colour and in a narrow window`() throws {
    // A script that the policy does not name is not run: so it is where scripts are switched off.
    let text = HTMLReport(SampleReports.page, past: SampleReports.past, now: SampleReports.now).text
    let path = try Self.file("report-no-script.html", text.replacing("\"use strict\";", with: ""))
    let steps: [Value] = [
      .record(["size": [390, 844]]), .record(["open": .text("file://\(path)")]),
      Self.evaluate("document.getElementById('filters').hidden"),
      .record(["click": "#r4 > summary"]),
      Self.evaluate("document.querySelector('#r4 pre').getBoundingClientRect().height > 20"),
      Self.evaluate("document.documentElement.scrollWidth <= innerWidth"),
      Self.evaluate(
        "[...document.querySelectorAll('.sign')].every((one) => one.textContent && one.title || one.closest('svg'))"
      ),
      Self.evaluate(
        "['header', 'main', 'footer'].every((name) => document.querySelectorAll('body > ' + name).length === 1)"
      ),
      Self.evaluate(
        "[...document.querySelectorAll('section')].every((one) => document.getElementById(one.getAttribute('aria-labelledby')))"
      ),
      .record(["shot": .text(try Browser.artifact("report-narrow.png"))]),
    ]
    guard let found = try Browser.perform(steps) else { return }
    #expect(found.results.dropFirst(2).first == true)
    #expect(found.results[4...8].allSatisfy { $0 == true }, "\(found.results)")
    // The browser's own words on what the policy kept out.
    #expect(found.console.count == 1 && found.console[0].contains("Content Security Policy"))
    #expect(Set(found.requests) == ["file://\(path)"])
  }

  @Test func `a large graph renders, and a graph alone`() throws {
    let large = try Self.file(
      "report-large.html", HTMLReport(SampleReports.large(500), now: SampleReports.now).text)
    let drawing = GraphDrawing(
      nodes: SampleReports.page.resources.map { .init(name: $0.ref) },
      edges: SampleReports.page.edges ?? [])
    let svg = try Self.file("graph.svg", drawing.svgText(title: "web"))
    let html = try Self.file("graph.html", drawing.htmlText(title: "web"))
    let steps: [Value] = [
      .record(["size": [1280, 900]]), .record(["open": .text("file://\(large)")]),
      .record(["shot": .text(try Browser.artifact("report-large.png"))]),
      .record(["open": .text("file://\(svg)")]),
      Self.evaluate("document.querySelectorAll('.node').length"),
      .record(["open": .text("file://\(html)")]),
      Self.evaluate("document.querySelectorAll('.node').length"),
      .record(["shot": .text(try Browser.artifact("graph.png"))]),
    ]
    guard let found = try Browser.perform(steps) else { return }
    #expect(found.results[4] == 10 && found.results[6] == 10)
    #expect(found.console == [])
  }
}
