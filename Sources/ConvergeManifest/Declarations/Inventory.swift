internal import ConvergeCore

/// The resources of a manifest, each thing once.
struct Inventory {
  /// Those that are right, in the order written.
  private(set) var resources: [DeclaredResource] = []
  /// All, with the index of its resource.
  private(set) var entries: [(declared: DeclaredEntry, index: Int?)] = []
  /// What `when` leaves out, by what references call it.
  private(set) var excluded: Set<Reference> = []
  /// What `when` leaves out, as far as it can be told what it manages.
  private(set) var excludedIdentities: [Identity] = []
  /// The modules that are part of the run; those that another uses come before it.
  private(set) var modules: [ModuleSpan] = []
  /// Those that `when` leaves out, and those that are wrong.
  private(set) var absentModules: Set<String> = []
  private var modulesByPath: [String: Int] = [:]
  private var owners: [Identity: Int] = [:]

  /// - Parameter count: how many entries will come.
  init(count: Int) {
    resources.reserveCapacity(count)
    entries.reserveCapacity(count)
    owners.reserveCapacity(count)
  }

  /// Decodes a declaration by its kind.
  mutating func add(
    _ declared: DeclaredEntry, _ type: any Resource.Type, reporting problems: inout Diagnostics
  ) {
    guard let resource = decode(declared, as: type, reporting: &problems) else {
      entries.append((declared, nil))
      return
    }
    let identity = resource.vertex.identity
    if let first = owners[identity] {
      if let shared = SharedResource(resource, resources[first]) {
        resources[first] = shared.whole
        entries.append((declared, first))
        return
      }
      report(declared, sameAs: resources[first], &problems)
      entries.append((declared, first))
      return
    }
    owners[identity] = resources.count
    entries.append((declared, resources.count))
    resources.append(resource)
  }

  /// Keeps a module whose entries were added.
  mutating func add(_ module: ModuleSpan, reporting problems: inout Diagnostics) {
    if let first = modulesByPath[module.path] {
      problems.error(
        Message.moduleTwice(module.name), at: module.place, hint: Message.once,
        related: [
          Diagnostic.Related(Message.moduleHere(module.name), at: modules[first].place)
        ])
      return
    }
    modulesByPath[module.path] = modules.count
    modules.append(module)
  }

  /// Keeps in mind that a module is not part of the run.
  mutating func leaveOut(module path: String) { absentModules.insert(path) }

  /// The module of a path, by its index.
  func module(_ path: String) -> Int? { modulesByPath[path] }

  /// Keeps in mind what is declared and left out of the run.
  mutating func exclude(_ entry: Entry, of manifest: String) {
    let name = entry.label.scalar?.text ?? ""
    excluded.insert(entry.reference(name))
    if let group = entry.group {
      excluded.insert(entry.reference(group))
    }
    var ignored = Diagnostics()
    let declared = DeclarationReader(entry: entry, manifest: manifest).read(reporting: &ignored)
    let managed = declared.declaration.name.scalar?.text ?? name
    excluded.insert(entry.reference(managed))
    if let resource = decode(declared, as: entry.type, reporting: &ignored) {
      excludedIdentities.append(resource.vertex.identity)
    }
  }

  /// The resource that manages a thing.
  func owner(of identity: Identity) -> Int? { owners[identity] }

  private func decode<R: Resource>(
    _ declared: DeclaredEntry, as type: R.Type, reporting problems: inout Diagnostics
  ) -> DeclaredResource? {
    let declaration = declared.declaration
    guard declared.isRight else {
      // Without what is wrong the whole may seem wrong too; what is said of an attribute holds.
      var found = Diagnostics()
      _ = R(declaration, reporting: &found)
      for item in found.items where item.place != declaration.place { problems.append(item) }
      return nil
    }
    guard let resource = R(declaration, reporting: &problems) else { return nil }
    guard !declared.overlay.isEmpty else {
      return DeclaredResource(declaration: declaration, resource: resource)
    }
    // What both variants have wrong was reported by the first.
    var found = Diagnostics()
    let overlaid = declaration.overlaid(with: declared.overlay)
    let creating = R(overlaid, reporting: &found)
    for item in found.items where !problems.items.contains(item) { problems.append(item) }
    guard let creating else { return nil }
    return DeclaredResource(declaration: declaration, resource: resource, creating: creating)
  }

  private func report(
    _ declared: DeclaredEntry, sameAs first: DeclaredResource, _ problems: inout Diagnostics
  ) {
    let (own, other) = (declared.reference, first.declaration.reference)
    let message =
      own == other
      ? Message.twice(own) : Message.same(own, other, first.vertex.identity)
    let isShareable = own.module != other.module && SharedResource.kinds.contains(own.kind)
    problems.error(
      message, at: declared.entry.label.place,
      hint: isShareable ? Message.equal : Message.once,
      related: [Diagnostic.Related(Message.firstHere(other), at: first.declaration.place)])
  }
}

private enum Message {
  static func twice(_ reference: Reference) -> String { "'\(reference)' is declared twice" }
  static func same(_ own: Reference, _ other: Reference, _ identity: Identity) -> String {
    "'\(own)' and '\(other)' are one thing, the \(identity.space.rawValue) '\(identity.name)'"
  }
  static let equal = "declare it the same in both, or leave one of them out"
  static func moduleTwice(_ name: String) -> String { "the module '\(name)' is declared twice" }
  static func moduleHere(_ name: String) -> String { "the module '\(name)' is declared here" }
  static let once = "leave one of them out"
  static func firstHere(_ other: Reference) -> String { "'\(other)' is declared here" }
}
