internal import ConvergeCore

/// Writes a scenario: scenes one after the other, and then edges between all that they declared.
struct ScenarioWriter {
  var numbers: SeededNumbers
  private(set) var drafts: [Draft] = []
  /// The `host:` of a case, by section.
  private(set) var host: [String: [String]] = [:]
  var reads: [String: [String]] = [:]
  var copies: [(command: String, source: String, copy: String)] = []
  var unenforced: [String] = []
  var contents: [String: Set<String?>] = [:]
  var sources: [String: String] = [:]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// The scenes with their weights: a kind of resource that nobody rehearses yet gets one here.
  private static let scenes: [(weight: Int, scene: any Scene.Type)] = [
    (8, GroupScene.self), (8, UserScene.self), (8, DirectoryScene.self), (14, FileScene.self),
    (6, LinkScene.self), (7, LineScene.self), (8, PackageScene.self), (14, ServiceScene.self),
    (5, UnitScene.self), (5, PackagedServiceScene.self), (8, ContainerScene.self),
    (4, ImageScene.self), (7, CommandScene.self), (4, CopyScene.self), (4, RemovalScene.self),
    (4, AccountRemovalScene.self), (5, HookScene.self),
  ]

  /// How many resources a scene may declare at most.
  private static let longestScene = 7

  mutating func write() {
    // Most are small, since they are quick; the largest have 60.
    let share = Double.random(in: 0...1, using: &numbers)
    let count = 5 + Int(55 * share * share * share)
    let total = Self.scenes.reduce(0) { $0 + $1.weight }
    var number = 0
    while drafts.count < count, drafts.count <= 60 - Self.longestScene {
      var weight = Int.random(in: 0..<total, using: &numbers)
      let scene = Self.scenes.first { entry in
        weight -= entry.weight
        return weight < 0
      }
      scene?.scene.write(number, into: &self)
      number += 1
    }
    writeEdges()
    writeCommonAttributes()
  }

  /// Declares a resource.
  @discardableResult
  mutating func add(
    _ kind: String, _ name: String, _ attributes: [String] = [],
    _ complete: (inout Draft) -> Void = { _ in }
  ) -> Int {
    var draft = Draft(kind, name)
    draft.attributes = attributes
    complete(&draft)
    drafts.append(draft)
    return drafts.count - 1
  }

  /// Writes an edge on a resource.
  mutating func link(_ index: Int, _ word: EdgeWord, _ other: Int) {
    drafts[index].edges[word, default: []].append(other)
  }

  /// Writes edges as a pattern that means these and no others.
  mutating func link(_ index: Int, _ word: EdgeWord, _ pattern: String, meaning others: [Int]) {
    for other in others { link(index, word, other) }
    drafts[index].patterns.append((word, pattern, others))
  }

  mutating func there(_ section: String, _ line: String) {
    host[section, default: []].append(line)
  }

  /// A file that is on the machine before, with the content that it may be found to have.
  mutating func thereFile(_ path: String, _ content: String, _ more: String = "") {
    there("files", "\(path): { content: \"\(content)\"\(more) }")
    contents[path, default: []].insert(content)
  }

  /// What a file is to have; what it had was said before.
  mutating func expectFile(_ path: String, _ content: String?) {
    if contents[path] == nil { contents[path] = [nil] }
    contents[path, default: []].insert(content)
  }

  mutating func chance(_ percent: Int) -> Bool { numbers.chance(percent) }

  mutating func pick<Element>(_ elements: [Element]) -> Element? { numbers.pick(elements) }

  /// A directory in which something may be before already.
  mutating func pickDirectory() -> String? {
    pick("directory", where: { !$0.attributes.contains("force: true") }).map { drafts[$0].name }
  }

  /// A declared resource of that kind that is to be there; nil where there is none.
  mutating func pick(_ kind: String, where isFitting: (Draft) -> Bool = { _ in true }) -> Int? {
    numbers.pick(
      drafts.indices.filter {
        drafts[$0].kind == kind && drafts[$0].aim == .presence && isFitting(drafts[$0])
      })
  }

  func draft(_ index: Int) -> Draft { drafts[index] }

  mutating func change(_ index: Int, _ body: (inout Draft) -> Void) { body(&drafts[index]) }

  /// The sections in some order, and the drafts of each in some order.
  func order() -> [(section: String, drafts: [Int])] {
    var numbers = numbers
    let sections = Dictionary(grouping: drafts.indices) { drafts[$0].section }
    return sections.keys.sorted().shuffled(using: &numbers).map { section in
      (section, (sections[section] ?? []).shuffled(using: &numbers))
    }
  }
}

/// Some resources that belong together, with what is on the machine of them and what must become
/// of them.
protocol Scene: Sendable {
  /// - Parameter number: no other scene of the scenario has it, for names.
  static func write(_ number: Int, into writer: inout ScenarioWriter)
}
