package import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

/// A script with its inputs that runs because something happened, and never twice for one cause.
package struct Hook: Resource {
  /// When it runs, of the times when its event happens.
  enum Runs: String, CaseIterable {
    /// On what it is told of; of `change`.
    case onChange = "on_change"
    case once
    case everyApply = "every_apply"
    case perBoot = "per_boot"
  }

  /// How an exit status is to be taken.
  enum Meaning: String, CaseIterable { case ok, changed, failed, reboot, retry }

  /// What becomes of a run of which nobody knows how it ended.
  enum OnInterrupt: String, CaseIterable { case fail, rerun, `continue` }

  /// What is run.
  enum Program: Sendable, Equatable {
    case command([String])
    /// Without an interpreter it is run by itself if it begins with `#!`, and by the shell if not.
    case script([UInt8], interpreter: [String])
  }

  let label: String
  package let identity: Identity
  package let event: Event
  /// Nil: each time that its event happens.
  let runs: Runs?
  /// As text.
  let trigger: String?
  let program: Program
  let files: [HookFile]
  let surroundings: ProgramSurroundings
  /// Files of the credentials directory, with what is in them.
  let secrets: [(name: String, value: String)]
  let umask: UInt16
  let killAfter: Duration
  let timeout: Duration
  let limits: SupervisedRun.Limits
  let meanings: [Int32: Meaning]
  let onInterrupt: OnInterrupt
  let creates: String?
  let onlyIf: [String]?
  let unless: [String]?
  /// Of the form `test` and `set`.
  let test: [String]?
  /// `HookKey`.
  let key: String

  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    var reader = HookReader(declaration)
    label = declaration.reference.description
    identity = Identity(.hook, declaration.scopedLabel)
    event = reader.event()
    runs = reader.runs(event)
    trigger = reader.trigger()
    program = reader.program()
    files = reader.files()
    surroundings = reader.surroundings()
    secrets = reader.secrets()
    umask = reader.umask()
    killAfter = declaration.duration("kill_after") ?? .seconds(10)
    timeout = declaration.common.timeout ?? Self.kind.timeout
    limits = reader.limits()
    meanings = reader.shared.meanings(success: .ok, Meaning.init(rawValue:))
    onInterrupt = declaration.text("on_interrupt").flatMap(OnInterrupt.init) ?? .fail
    creates = declaration.text("creates").map { FilePath.resolve($0, from: "/") }
    onlyIf = reader.shared.guardArguments("only_if")
    unless = reader.shared.guardArguments("unless")
    test = reader.shared.guardArguments("test")
    reader.checkGuards(test: test != nil)
    var key = HookKey()
    switch program {
    case .command(let arguments): key.arguments = arguments
    case .script(let text, let interpreter):
      key.script = text
      key.arguments = interpreter
    }
    key.files = files.map { ($0.name, $0.content) }
    key.variables = surroundings.variables.map(\.name)
    key.secrets = secrets.map(\.name)
    key.user = surroundings.user
    key.directory = surroundings.directory
    key.trigger = trigger
    self.key = key.digest
    let found = [reader.problems, reader.shared.problems]
    for some in found { problems.append(contentsOf: some) }
    if found.contains(where: \.hasErrors) { return nil }
  }

  package var provides: [Identity] {
    [identity] + (creates.map { [Identity(.path, $0)] } ?? [])
  }

  package var phase: Phase {
    switch event {
    case .change: .hooks
    case .start: .start
    case .failure, .end, .drift: .end
    }
  }

  package var needsSubscription: Bool { event == .change && runs == nil && trigger == nil }

  package var refreshWord: String { "run" }

  package var needs: [Need] {
    var needs: [Need] = []
    if let user = surroundings.user { needs.append(.thing(Identity(.user, user))) }
    let first: String? =
      switch program {
      case .command(let arguments): arguments.first
      case .script(_, let interpreter): interpreter.first
      }
    for path in [first, onlyIf?.first, unless?.first, test?.first, surroundings.directory]
      .compactMap({ $0 })
    where path.hasPrefix("/") {
      needs += [.thing(Identity(.path, path)), .ancestors(ofPath: path)]
    }
    if let creates { needs.append(.ancestors(ofPath: creates)) }
    return needs
  }

  package var desired: Attributes {
    var attributes = Attributes()
    if let trigger { attributes["trigger"] = .text(trigger) }
    return attributes
  }

  package static func exists(_ state: State) -> Bool { true }

  package func attributes(of state: State) -> Attributes {
    var attributes = Attributes()
    if trigger != nil { attributes["trigger"] = state.journal.lastTrigger.map(Value.text) ?? .null }
    return attributes
  }

  package func unknownName(
    on host: Host, among declared: Set<Identity>, isOpen: Bool
  ) throws(HostError) -> UnknownName? {
    guard !isOpen, let user = surroundings.user, UInt32(user) == nil,
      !declared.contains(Identity(.user, user)), try host.names.user(named: user) == nil
    else { return nil }
    return UnknownName("user", Message.noUser(user), hint: Message.declareUser(user))
  }

  /// The directory that it has for itself.
  func folder(on host: Host) -> HookFolder {
    HookFolder(of: identity.name, in: host.supervision.area)
  }
}

private enum Message {
  static func noUser(_ name: String) -> String { "there is no user '\(name)' on this host" }
  static func declareUser(_ name: String) -> String {
    "declare '\(name)' in 'users', or correct it"
  }
}
