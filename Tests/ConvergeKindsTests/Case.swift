import ConvergeCore
import ConvergeTestSupport
import ConvergeYAML
import Foundation
import Testing

/// One case of a kind: `Sources/ConvergeKinds/*/cases/*.yaml`.
///
/// Its keys:
/// - `declared`: a manifest's sections; `sources`: what lies beside it, by path
/// - `host`: the simulated host it meets; see the parts in `ConvergeTestSupport`
/// - `first`: a manifest that was applied before, and `meanwhile`: what then happened to the host,
///   written as in `host`
/// - `plan`: what a plan says of every resource that is not in sync: `ref`, then `action` and
///   `changes` (each attribute's old and new value; text contents for `content`), `cause`,
///   `unknown: …`, `failing: …` or `skipped: …`; an empty list says that all is in sync.
///   `fails: …` says that the plan was fine and the apply fails; `messages` what it tells
/// - `problems`: instead of `plan`, a part of each error that the manifest gets
/// - `after`: what the host has after the apply, which must then be in sync
/// - `survives_kills: false`: the case is left out of the test that kills an apply at every step
struct Case: Sendable, CustomTestStringConvertible {
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  static let keys = [
    "declared", "sources", "host", "first", "meanwhile", "plan", "problems", "after",
    "survives_kills",
  ]

  /// `File/mode-differs`
  let name: String
  let root: Node
  /// The manifest under `declared` and `first`, cut out of the text.
  let declared: String
  let first: String?

  var testDescription: String { name }

  init(path: URL) throws {
    let kind = path.deletingLastPathComponent().deletingLastPathComponent().lastPathComponent
    name = "\(kind)/\(path.deletingPathExtension().lastPathComponent)"
    let text = try String(contentsOf: path, encoding: .utf8)
    let (root, problems) = YAMLReader(file: name).read(Array(text.utf8))
    guard let root, !problems.hasErrors else {
      throw Broken(description: "\(name): \(problems.items)")
    }
    for entry in root.mapping ?? [] where !Self.keys.contains(entry.key.scalar?.text ?? "") {
      throw Broken(description: "\(entry.key.place): unknown key")
    }
    self.root = root
    guard let declared = Self.block("declared", of: text) else {
      throw Broken(description: "\(name): 'declared' is missing")
    }
    self.declared = declared
    first = Self.block("first", of: text)
  }

  /// All of them, by kind and name.
  static func all() throws -> [Case] {
    try Kinds.folders().flatMap { folder in
      let cases = folder.appending(path: "cases")
      let files = try? FileManager.default.contentsOfDirectory(
        at: cases, includingPropertiesForKeys: nil)
      return try (files ?? []).filter { $0.pathExtension == "yaml" }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }.map(Case.init)
    }
  }

  /// The lines below a key at the left margin, moved to the left margin.
  private static func block(_ key: String, of text: String) -> String? {
    var lines: [Substring] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("\(key):") {
        isInside = true
        let rest = line.dropFirst(key.count + 1).drop { $0 == " " }
        if !rest.isEmpty, rest.first != "#" { lines.append(rest) }
      } else if isInside {
        if let first = line.first, first != " ", first != "#" { break }
        lines.append(line)
      }
    }
    guard isInside else { return nil }
    let indent =
      lines.filter { $0.contains { $0 != " " } }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { $0.dropFirst(min(indent, $0.prefix { $0 == " " }.count)) }
      .joined(separator: "\n")
  }
}
