import Foundation
import Testing

/// `docs/adding-a-kind.md`: what it says is done, word for word.
@Suite struct AddingAKindTests {
  @Test func `the kind of the page is added to a copy of the checkout, built and run`() throws {
    let page = try ExamplePage("docs/adding-a-kind.md")
    let sources = page.files.filter { $0.path.hasPrefix("Sources/") }
    let folders = Set(
      sources.map { $0.path.split(separator: "/").prefix(3).joined(separator: "/") })
    let folder = try #require(folders.first)
    #expect(folders.count == 1, "a kind is one folder, not \(folders.sorted())")

    let scratch = try ScratchCheckout()
    for file in sources { try scratch.write(file.text, to: "checkout/\(file.path)") }
    let lint = try scratch.run(
      "swift", "format", "lint", "--strict", "--recursive", "checkout/\(folder)")
    #expect(lint.status == 0, "\(lint.output)")
    let build = try scratch.build()
    try #require(build.status == 0, "\(build.output.suffix(4_000))")

    for file in page.files where !file.path.hasPrefix("Sources/") {
      try scratch.write(scratch.placed(file.text), to: file.path)
    }
    try scratch.write("", to: "app/.keep")
    var statuses: [Int32] = []
    for (command, output) in page.session {
      let ending = try scratch.converge(command.split(separator: " ").dropFirst().map(String.init))
      statuses.append(ending.status)
      #expect(scratch.comparable(ending.output) == scratch.comparable(output), "\(command)")
    }
    #expect(statuses == [2, 0, 0, 0])
    let key = try scratch.read("app/session.key")
    #expect(key.utf8.count == 65 && key.dropLast().allSatisfy(\.isHexDigit))
  }
}

/// A page with files and a session at a terminal in it.
struct ExamplePage {
  private(set) var files: [(path: String, text: String)] = []
  private(set) var session: [(command: String, output: String)] = []

  /// Reads fenced blocks: one with a path behind its language is a file, `console` is the session.
  init(_ path: String) throws {
    let page = try String(
      contentsOf: Source.repository.appending(path: path), encoding: .utf8)
    var fence: [Substring]?
    var lines: [Substring] = []
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if let words = fence {
        if line == "```" {
          take(words, lines)
          fence = nil
        } else {
          lines.append(line)
        }
      } else if line.hasPrefix("```") {
        fence = line.dropFirst(3).split(separator: " ")
        lines = []
      }
    }
  }

  private mutating func take(_ fence: [Substring], _ lines: [Substring]) {
    if fence.count == 2 {
      files.append((String(fence[1]), lines.map { "\($0)\n" }.joined()))
    }
    guard fence == ["console"] else { return }
    for line in lines {
      if line.hasPrefix("$ ") {
        session.append((String(line.dropFirst(2)), ""))
      } else if !session.isEmpty {
        session[session.count - 1].output += "\(line)\n"
      }
    }
  }
}
