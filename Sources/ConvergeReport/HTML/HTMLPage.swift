/// The frame of a page that stands alone: it asks nobody for anything, and runs no script but its
/// own.
struct HTMLPage {
  let title: String
  let script: Asset?

  private static let style = Asset(
    joining: [
      GraphStyle.colours, GraphStyle.graph, HTMLStyle.page, HTMLStyle.parts, HTMLStyle.paper,
    ])

  /// The whole document, with a line break at its end.
  func text(_ body: [Markup]) -> String {
    let scripts = script.map {
      [Markup("script", [], [Markup(trusted: $0)], isBlock: true)]
    }
    let head = Markup.block(
      "head", [],
      [
        Markup("meta", [("charset", "utf-8")], isBlock: true),
        Markup(
          "meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)], isBlock: true),
        Markup(
          "meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
          isBlock: true),
        Markup("meta", [("name", "color-scheme"), ("content", "light dark")], isBlock: true),
        Markup("meta", [("name", "generator"), ("content", "converge")], isBlock: true),
        Markup("meta", [("name", "referrer"), ("content", "no-referrer")], isBlock: true),
        Markup("title", text: title), .lineBreak,
        Markup("style", [], [Markup(trusted: Self.style)], isBlock: true),
      ])
    let content = Markup.block("body", [], body + (scripts ?? []))
    return "<!doctype html>\n" + Markup.block("html", [("lang", "en")], [head, content]).text
  }

  /// Content Security Policy, level 3: nothing is loaded, nothing is sent, nothing runs but what
  /// these digests name.
  private var policy: String {
    let scripts = script?.source ?? "'none'"
    return "default-src 'none'; style-src \(Self.style.source); script-src \(scripts); "
      + "base-uri 'none'; form-action 'none'"
  }
}
