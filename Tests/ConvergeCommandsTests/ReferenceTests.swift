import ConvergeCore
import ConvergeFacts
import ConvergeKinds
import ConvergeManifest
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

  @Test(arguments: registeredKinds.map { $0.kind.name })
  func `what every resource accepts is told of a kind, too`(name: String) throws {
    let kind = try #require(registeredKinds.map { $0.kind }.first { $0.name == name })
    let program = try ProgramUnderTest()
    let state = kind.states.isEmpty ? [] : ["state"]
    for key in [kind.identityAttribute, "when", "for_each", "require"] + state {
      let ending = try program.run("explain", "\(name).\(key)")
      #expect(ending.output.hasPrefix("\(name).\(key): "), "\(ending)")
    }
    let retry = try program.run("explain", "\(name).retry.attempts")
    #expect(retry.output.contains("How often it is tried at most."))
  }

  @Test func `every topic is listed, and told with each of its keys`() throws {
    let program = try ProgramUnderTest()
    let list = try program.run("explain").output
    for topic in Topic.all {
      #expect(list.contains("  \(topic.name) "))
      let page = try program.run("explain", topic.name)
      #expect(page.status == 0)
      for key in topic.keys {
        #expect(page.output.contains("  \(key.name) · "), "\(topic.name).\(key.name)")
      }
      let key = try #require(topic.keys.last)
      let one = try program.run("explain", "\(topic.name).\(key.name)").output
      #expect(one.hasPrefix("\(topic.name).\(key.name): "))
    }
    #expect(try program.run("explain", "parameter").output.hasPrefix("parameters: "))
    #expect(try program.run("explain", "require").output.hasPrefix("resource.require: "))
    #expect(try program.run("explain", "include").output.hasPrefix("manifest.include: "))
  }

  @Test func `the schema of a parameter is told word by word`() throws {
    let topic = try #require(Topic.all.first { $0.isCalled("parameter") })
    #expect(topic.keys.map(\.name).sorted() == ParameterSchema.keys.sorted())
  }

  @Test func `facts are listed, and each is told with its keys and its source`() throws {
    let program = try ProgramUnderTest()
    let list = try program.run("explain", "facts").output
    for fact in FactTable.specs {
      #expect(list.contains("  \(fact.name) "))
      let ending = try program.run("explain", "facts.\(fact.name)")
      #expect(ending.output.hasPrefix("facts.\(fact.name): "), "\(ending)")
      let words = ending.output.split { $0.isWhitespace }.joined(separator: " ")
      #expect(words.contains("Source: "))
      guard case .record(let fields) = fact.type else { continue }
      for field in fields { #expect(ending.output.contains("  \(field.name) · ")) }
    }
    let size = try program.run("explain", "facts.mounts./srv.size_bytes").output
    #expect(size.hasPrefix("facts.mounts./srv.size_bytes: integer, bytes\n"))
    let mtu = try program.run("explain", "facts.network.interfaces.eth0.mtu").output
    #expect(mtu.hasPrefix("facts.network.interfaces.eth0.mtu: integer"))
    #expect(try program.run("explain", "facts.cpu.flags.0").output.contains("list of texts"))
  }

  @Test func `what expressions can name is listed, and told with what an example gives`() throws {
    let program = try ProgramUnderTest()
    let list = try program.run("explain").output
    for group in ExpressionSpec.Group.allCases {
      let (name, summary) = ExpressionPage.title(of: group)
      #expect(list.contains("  \(name) "))
      let page = try program.run("explain", name)
      #expect(page.output.hasPrefix("\(name): \(summary)"), "\(page)")
      #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
      for spec in ExpressionWords.specs where spec.group == group {
        #expect(page.output.contains("  \(spec.names.joined(separator: ", ")) "))
        #expect(ExpressionWords.result(of: spec) != nil, "\(spec.names): \(spec.example)")
      }
    }
    let one = try program.run("explain", "filter.to_json").output
    #expect(one.hasPrefix("to_json: filter, of filters\n"))
    #expect(one.contains(#"gives "{\"a\": [1]}""#))
    let several = try program.run("explain", "replace").output
    #expect(several.contains("of filters") && several.contains("of text"))
    let wrong = try program.run("explain", "filters.to_jsn")
    #expect(wrong.status == 64 && wrong.error.contains("did you mean 'to_json'?"), "\(wrong)")
  }
}
