internal import ConvergeCore

/// Goes through a manifest and the modules that it uses, and gathers their resources.
struct ManifestWalk {
  private(set) var inventory: Inventory
  /// How many entries `when` leaves out.
  private(set) var excludedCount = 0
  /// In the order written, each before those that it uses.
  private(set) var modules: [UsedModule] = []
  /// Whether there were too many problems to go on.
  private(set) var isEnded = false

  private let kinds: KindCatalog
  private let evaluator: Evaluator
  private let renderer: Renderer
  private let manifest: String

  /// - Parameters:
  ///   - manifest: its name.
  ///   - count: how many entries will come, as far as is known.
  init(kinds: KindCatalog, journal: Journal, seed: UInt64, manifest: String, count: Int) {
    self.kinds = kinds
    evaluator = Evaluator(journal: journal, seed: seed)
    renderer = Renderer(journal: journal, seed: seed)
    self.manifest = manifest
    inventory = Inventory(count: count)
  }

  mutating func walk(
    _ work: ManifestEvaluation, leavingOut leavesOut: Bool = false,
    reporting problems: inout Diagnostics
  ) {
    let expander = Expander(
      evaluator.with(work.journal), renderer, work.scope, kinds: kinds, leavingOut: leavesOut)
    for entry in work.entries where !isEnded {
      let expansion = expander.expand(entry, reporting: &problems)
      for excluded in expansion.excluded { inventory.exclude(excluded, of: manifest) }
      excludedCount += expansion.excluded.count
      for entry in expansion.entries {
        guard problems.items.count < ManifestReader.problemLimit else {
          problems.error(Message.tooMany, at: entry.label.place)
          isEnded = true
          return
        }
        let declared = DeclarationReader(entry: entry, manifest: manifest)
          .read(reporting: &problems)
        inventory.add(declared, entry.type, reporting: &problems)
      }
    }
    guard let modules = work.modules else { return }
    let scope = work.path
    for (label, expansion) in modules.all() {
      if expansion.isWrong { inventory.leaveOut(module: Self.path(scope, label)) }
      for instance in expansion.instances where !isEnded {
        use(instance, in: scope, leavingOut: leavesOut, &problems)
      }
    }
  }

  private mutating func use(
    _ instance: ModuleInstance, in scope: String, leavingOut leavesOut: Bool,
    _ problems: inout Diagnostics
  ) {
    let isLeftOut = leavesOut || instance.isLeftOut
    modules.append(
      UsedModule(
        path: instance.path, source: instance.source, directory: instance.directory,
        remote: instance.remote, place: instance.place, isLeftOut: isLeftOut))
    if isLeftOut {
      inventory.leaveOut(module: instance.path)
      // What is left out need not be right; it only must not be released.
      var ignored = Diagnostics()
      walk(instance.evaluation, leavingOut: true, reporting: &ignored)
      return
    }
    instance.evaluation.check()
    let start = inventory.entries.count
    walk(instance.evaluation, reporting: &problems)
    _ = instance.evaluation.givenOutputs()
    inventory.add(
      ModuleSpan(
        name: instance.name, path: instance.path, scope: scope, place: instance.place,
        common: instance.common, entries: start..<inventory.entries.count),
      reporting: &problems)
  }

  private static func path(_ scope: String, _ name: String) -> String {
    scope.isEmpty ? name : "\(scope)/\(name)"
  }
}

private enum Message {
  static let tooMany =
    "more than \(ManifestReader.problemLimit) problems; what follows is not looked at"
}
