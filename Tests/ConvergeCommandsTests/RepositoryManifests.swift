import ConvergeCore
import ConvergeTestSupport
import ConvergeYAML
import Foundation
import Testing

/// Every manifest that is kept in the repository, as converge's own reader reads it.
enum RepositoryManifests {
  static func all() throws -> [(name: String, value: Value)] {
    try files("Manifests", ending: ".yml") + files("Modules", ending: "module.yml")
      + files("Tests/ConvergeManifestTests/positive", ending: ".yml")
      + cases() + blocks()
  }

  /// The one document of a text.
  static func value(of text: String, named name: String) throws -> Value {
    try node(of: text, named: name)?.value ?? .null
  }

  private static func node(of text: String, named name: String) throws -> Node? {
    let (root, problems) = YAMLReader(file: name).read(Array(text.utf8))
    #expect(!problems.hasErrors, "\(name): \(problems.plainText)")
    return root
  }

  private static func files(
    _ folder: String, ending: String
  ) throws -> [(name: String, value: Value)] {
    try paths(below: folder, ending: ending).map { ($0, try value(of: text($0), named: $0)) }
  }

  /// What cases of kinds declare, but for those that are about what is wrong with it.
  private static func cases() throws -> [(name: String, value: Value)] {
    try paths(below: "Sources/ConvergeKinds", ending: ".yaml").flatMap { path in
      guard let root = try node(of: text(path), named: path), root["problems"] == nil else {
        return [(name: String, value: Value)]()
      }
      return ["declared", "first"].compactMap { key in
        root[key].map { ("\(path) \(key)", $0.value) }
      }
    }
  }

  /// The blocks of `yaml` in what people read, but for the page that adds a kind of its own and the
  /// one that shows a module's test.
  private static func blocks() throws -> [(name: String, value: Value)] {
    let pages =
      try ["README.md"] + paths(below: "docs", ending: ".md")
      + paths(below: "Sources/ConvergeKinds", ending: ".md")
    return try pages.filter { !["docs/adding-a-kind.md", "docs/modules.md"].contains($0) }.flatMap {
      page in
      try text(page).components(separatedBy: "```yaml\n").dropFirst().enumerated().map {
        let block = $1.components(separatedBy: "\n```")[0]
        let name = "\(page) block \($0 + 1)"
        return (name, try value(of: block, named: name))
      }
    }
  }

  private static func text(_ path: String) throws -> String {
    try String(
      contentsOf: ProgramUnderTest.repository.appending(path: path), encoding: .utf8)
  }

  /// Relative to the repository.
  private static func paths(below folder: String, ending: String) throws -> [String] {
    let root = ProgramUnderTest.repository.appending(path: folder).path
    guard FileManager.default.fileExists(atPath: root) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: root)
      .filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
  }
}
