internal import ConvergeCore

/// A random manifest with the machine that it meets and what must come of it, all from one seed.
///
/// Manifests have 5 to 60 resources of all kinds, with edges of every word. The machine has some of
/// everything already, some of it wrong.
struct Scenario: Sendable {
  let seed: UInt64
  let drafts: [Draft]
  let precedence: Precedence
  /// The `host:` of a case.
  let host: String
  /// What each unit reads.
  let reads: [String: [String]]
  /// Paths that a command keeps equal to others, by its refreshes alone.
  let copies: [(command: String, source: String, copy: String)]
  /// Units that are not enforced, and so never refreshed.
  let unenforced: [String]
  /// All that a file may ever be found to have, nil for no file: the old content and the new one,
  /// and nothing in between.
  let contents: [String: Set<String?>]
  /// What lies beside the manifest.
  let sources: [String: String]
  /// The sections in the order written, each with its drafts.
  private let written: [(section: String, drafts: [Int])]
  private let owners: [String: Int]
  private let ownedPaths: [(path: String, index: Int)]

  init(seed: UInt64) {
    self.seed = seed
    var writer = ScenarioWriter(seed: seed)
    writer.write()
    drafts = writer.drafts
    precedence = Precedence(drafts)
    host = Self.text(writer.host)
    reads = writer.reads
    copies = writer.copies
    unenforced = writer.unenforced
    contents = writer.contents
    sources = writer.sources
    written = writer.order()
    var owners: [String: Int] = [:]
    var ownedPaths: [(path: String, index: Int)] = []
    for (index, draft) in drafts.enumerated() {
      if !draft.sharesPath { for thing in draft.provides { owners[thing] = index } }
      for path in draft.owned { ownedPaths.append((path, index)) }
    }
    self.owners = owners
    self.ownedPaths = ownedPaths.sorted { $0.path.utf8.count > $1.path.utf8.count }
  }

  /// The manifest, as a converge would read it that does not know one of the edges.
  func manifest(without forgotten: EdgeWord? = nil) -> String {
    var text = "name: random\n"
    for (section, indices) in written {
      text += "\(section):\n"
      for index in indices {
        let draft = drafts[index]
        let edges = EdgeWord.allCases.compactMap { word -> String? in
          guard word != forgotten, let targets = draft.edges[word], !targets.isEmpty else {
            return nil
          }
          let patterns = draft.patterns.filter { $0.word == word }
          let single = targets.filter { target in !patterns.contains { $0.targets.contains(target) }
          }
          let references =
            (single.map { drafts[$0].reference } + patterns.map(\.text)).map { "\"\($0)\"" }
          return "\(word.rawValue): [\(references.joined(separator: ", "))]"
        }
        // One that knows neither of the edges takes a hook without any for a mistake.
        let instead = forgotten != nil && draft.kind == "hook" ? ["trigger: 1"] : []
        let all = draft.attributes + instead + edges
        text += "  \"\(draft.name)\": { \(all.joined(separator: ", ")) }\n"
      }
    }
    return text
  }

  /// The `after:` of a case: what holds once these are as declared.
  func after(_ isAsDeclared: (Int) -> Bool = { _ in true }) -> String {
    var sections: [String: [String]] = [:]
    for (index, draft) in drafts.enumerated() where isAsDeclared(index) {
      for (section, line) in draft.after { sections[section, default: []].append(line) }
    }
    return Self.text(sections)
  }

  /// Whose a step is; nil for nobody's.
  func owner(ofStep label: String) -> Int? {
    guard let subject = StepSubject.of(label) else { return nil }
    if let index = owners[subject] { return index }
    guard subject.hasPrefix("path:") else { return nil }
    let path = subject.dropFirst("path:".count)
    return ownedPaths.first { path == $0.path || path.hasPrefix($0.path + "/") }?.index
  }

  private static func text(_ sections: [String: [String]]) -> String {
    sections.sorted { $0.key < $1.key }
      .map { "\($0.key):\n" + $0.value.map { "  \($0)\n" }.joined() }.joined()
  }
}
