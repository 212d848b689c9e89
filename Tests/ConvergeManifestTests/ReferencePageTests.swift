import ConvergeCore
import ConvergeManifest
import ConvergeTestSupport
import Foundation
import Testing

/// `docs/reference/every-resource.md` is written by hand.
struct ReferencePageTests {
  private static var page: String {
    Golden.read(Golden.folder("../../docs/reference/every-resource.md")) ?? ""
  }

  @Test(arguments: CommonAttributes.specs.map(\.name) + ["state"])
  func `the page has a row for the attribute`(name: String) {
    #expect(Self.page.contains("\n| `\(name)` | "))
  }

  @Test func `the page's example is a valid manifest`() throws {
    let start = try #require(Self.page.range(of: "```yaml\n"))
    let rest = Self.page[start.upperBound...]
    let end = try #require(rest.range(of: "```"))
    let example = String(rest[..<end.lowerBound])
    let sources = InMemorySources(texts: ["files/site.conf": "x"])
    let reading = ManifestReader(kinds: sampleKinds, sources: sources)
      .read(ManifestText(Array(example.utf8), file: "m.yml", path: "/m.yml"))
    #expect(reading.problems.items.isEmpty, "\(reading.problems.plainText)")
  }
}
