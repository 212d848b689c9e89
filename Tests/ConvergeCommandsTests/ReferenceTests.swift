import ConvergeCore
import ConvergeFacts
import ConvergeKinds
import ConvergeReport
import ConvergeTestSupport
import Foundation
import Testing

/// `docs/reference`, written by `make docs`, held against the kinds' declarations.
@Suite struct ReferenceTests {
  private let folder = ProgramUnderTest.repository.appending(path: "docs/reference").path
  private let pages = ReferencePages(registeredKinds.map { $0.kind })

  @Test func `the generated reference is up to date`() throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let facts = ("facts.md", FactsPage(FactTable.specs).text)
    let schema = ("manifest.schema.json", ManifestSchema(registeredKinds.map { $0.kind }).text)
    let others = [("README.md", pages.index), facts, schema]
    for (name, text) in others + pages.pages(written: try written()) {
      let complaint = Golden.complaint(about: text, at: "\(folder)/\(name)")
      #expect(complaint == nil, "run 'make docs'")
    }
  }

  @Test func `every kind has a page of its own that names each attribute`() throws {
    let written = try written()
    for kind in registeredKinds.map({ $0.kind }) {
      let page = try #require(written[kind.name], "\(kind.name) has no page in its folder")
      for attribute in kind.attributes {
        #expect(
          page.contains("`\(attribute.name)"), "\(kind.name).md says nothing of \(attribute.name)")
      }
    }
  }

  /// The pages beside the kinds, by kind.
  private func written() throws -> [String: String] {
    let root = ProgramUnderTest.repository.appending(path: "Sources/ConvergeKinds")
    var pages: [String: String] = [:]
    for type in registeredKinds {
      let file = root.appending(path: "\(type)/\(type).md")
      pages[type.kind.name] = try? String(contentsOf: file, encoding: .utf8)
    }
    return pages
  }
}

/// `converge explain`, from the same declarations.
@Suite struct ExplainTests {
  @Test func `every kind is listed`() throws {
    let ending = try ProgramUnderTest().run("explain")
    #expect(ending.status == 0)
    for kind in registeredKinds.map({ $0.kind }) {
      #expect(ending.output.contains("  \(kind.name) "))
    }
  }

  @Test(arguments: registeredKinds.map { $0.kind.name })
  func `a kind is told with its section and each attribute, and each attribute by itself`(
    name: String
  ) throws {
    let kind = try #require(registeredKinds.map { $0.kind }.first { $0.name == name })
    let program = try ProgramUnderTest()
    let whole = try program.run("explain", name)
    #expect(whole.status == 0)
    #expect(whole.output.hasPrefix("\(name): "))
    let section = whole.output.split(separator: "\n").first { $0.hasPrefix("  section ") }
    #expect(section?.split(separator: " ") == ["section", Substring(kind.section)])
    #expect(try program.run("explain", kind.section).output == whole.output)
    for attribute in kind.attributes {
      #expect(whole.output.contains("  \(attribute.name) · "))
    }
    let first = try #require(kind.attributes.first)
    let one = try program.run("explain", "\(name).\(first.name)")
    #expect(one.output.hasPrefix("\(name).\(first.name): "))
    let words = one.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains(first.summary))
    #expect(one.output.split(separator: "\n").allSatisfy { $0.count <= 90 })
  }
}
