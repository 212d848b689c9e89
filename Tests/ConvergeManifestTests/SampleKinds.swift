import ConvergeCore

/// A kind as the front half sees it; it has no host.
protocol SampleKind: Sendable {
  static var kind: Kind { get }
  /// What an entry of that name really manages; nil where the name is none.
  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
}

/// Makes a resource of a sample kind.
struct Sample<Of: SampleKind>: Resource {
  struct State: Sendable, Equatable {}

  static var kind: Kind { Of.kind }
  let identity: Identity
  let desired = Attributes()
  let mode: String?

  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    guard let identity = Of.identity(of: declaration, reporting: &problems) else { return nil }
    self.identity = identity
    mode = declaration.text("mode")
  }

  static func observe(_ batch: [Self], on host: Host) async -> [Result<State, HostError>] { [] }
  static func exists(_ state: State) -> Bool { false }
  func attributes(of state: State) -> Attributes { desired }
  func plan(from state: State, last: Applied?, in predicted: PredictedHost) -> Verdict { .inSync }
  static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] { [] }
}

let sampleKinds: [any Resource.Type] = [
  Sample<SampleFile>.self, Sample<SampleDirectory>.self, Sample<SampleLink>.self,
  Sample<SamplePackage>.self, Sample<SampleService>.self, Sample<SampleCommand>.self,
]

private func path(
  _ declaration: Declaration, reporting problems: inout Diagnostics
) -> Identity? {
  guard AttributeType.path.check(declaration.name, named: "path", reporting: &problems) else {
    return nil
  }
  let parts = (declaration.name.scalar?.text ?? "").split(separator: "/")
  return Identity(.path, "/" + parts.joined(separator: "/"))
}

enum SampleFile: SampleKind {
  static let kind = Kind(
    name: "file", section: "files", summary: "A file.", phase: .files, identityAttribute: "path",
    attributes: [
      AttributeSpec("content", .text, "Its text.", keepsSecrets: true),
      AttributeSpec("source", .source, "Where its content is read from."),
      AttributeSpec(
        "template", .template, "What its content is rendered from.", keepsSecrets: true),
      AttributeSpec("vars", .mapping(.any), "What the template sees."),
      AttributeSpec("mode", .mode, "Its mode."),
      AttributeSpec("owner", .account, "Its owner."),
      AttributeSpec("validate", .list(.text), "Checks a candidate."),
      AttributeSpec("parents", .boolean, "Makes missing directories."),
    ])

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  {
    if let source = declaration.text("source") {
      do throws(HostError) {
        _ = try declaration.sources.read(source, limitBytes: 1 << 20)
      } catch {
        problems.error(error.description, at: declaration.place(of: "source"))
        return nil
      }
      if declaration.text("content") != nil {
        problems.error("'content' and 'source' exclude one another", at: declaration.place)
        return nil
      }
    }
    return path(declaration, reporting: &problems)
  }
}

enum SampleDirectory: SampleKind {
  static let kind = Kind(
    name: "directory", section: "directories", summary: "A directory.", phase: .files,
    identityAttribute: "path", attributes: [AttributeSpec("mode", .mode, "Its mode.")])

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  { path(declaration, reporting: &problems) }
}

enum SampleLink: SampleKind {
  static let kind = Kind(
    name: "link", section: "links", summary: "A link.", phase: .files, identityAttribute: "path",
    scalarAttribute: "target", attributes: [AttributeSpec("target", .text, "Where it leads.")])

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  { path(declaration, reporting: &problems) }
}

enum SamplePackage: SampleKind {
  static let kind = Kind(
    name: "package", section: "packages", summary: "A package.", phase: .packages,
    states: ["present", "absent", "purged", "latest"],
    words: ["present", "latest", "absent", "purged"].map { Kind.Word($0, ["state": .text($0)]) },
    attributes: [
      AttributeSpec("version", .text, "Its version."),
      AttributeSpec("hold", .boolean, "Kept as it is."),
    ])

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  { Identity(.package, declaration.name.scalar?.text ?? "") }
}

enum SampleService: SampleKind {
  static let kind = Kind(
    name: "service", section: "services", summary: "A service.", phase: .services,
    states: ["present"], stateHint: "remove a unit's file with the kind 'file'",
    words: [
      Kind.Word("running", ["running": true]), Kind.Word("stopped", ["running": false]),
    ],
    attributes: [
      AttributeSpec("running", .boolean, "Whether it runs."),
      AttributeSpec("enabled", .boolean, "Whether it starts at boot."),
      AttributeSpec("on_refresh", .words(["restart", "reload", "none"]), "What a refresh does."),
    ], refresh: "restart")

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  {
    let name = declaration.name.scalar?.text ?? ""
    return Identity(.unit, name.contains(".") ? name : "\(name).service")
  }
}

enum SampleCommand: SampleKind {
  static let kind = Kind(
    name: "command", section: "commands", summary: "A command.", phase: .commands, states: [],
    stateHint: "leave it out, or guard the command with 'unless'", words: [],
    attributes: [AttributeSpec("command", .list(.text), "What runs.")],
    refresh: "runs again", runsAlone: true)

  static func identity(of declaration: Declaration, reporting problems: inout Diagnostics)
    -> Identity?
  {
    guard declaration.texts("command") != nil else {
      problems.error("a command needs 'command'", at: declaration.place)
      return nil
    }
    return Identity(.command, declaration.name.scalar?.text ?? "")
  }
}
