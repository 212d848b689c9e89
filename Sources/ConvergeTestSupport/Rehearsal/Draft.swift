/// A resource of a scenario, with all that an oracle has to know of it.
///
/// The generator writes it; nothing of it is read back from converge.
struct Draft: Sendable {
  enum Aim: Sendable { case presence, stop, absence }

  let kind: String
  let name: String
  /// As they stand in the manifest, without the edges.
  var attributes: [String] = []
  var aim = Aim.presence
  /// What is there once it is as declared: `path:/srv/a`, `user:app`.
  var provides: [String] = []
  /// What it builds on: `user:app`; `path:/srv/a` with all directories above it, `above:/srv/a`
  /// those alone.
  var names: [String] = []
  /// Paths that are changed for it, each with all that is below.
  var owned: [String] = []
  /// The edges that are written on it, also those through patterns.
  var edges: [EdgeWord: [Int]] = [:]
  /// How some of them are written: `service:*` for these.
  var patterns: [(word: EdgeWord, text: String, targets: [Int])] = []
  /// What holds afterwards, in the words of a case's `after:`; section and line.
  var after: [(section: String, line: String)] = []
  /// A package that another one needs, and that apt may bring with that before its own turn.
  var comesAlong = false
  /// A command that runs in every apply.
  var isRoutine = false
  var isEnforced = true
  /// Whether others change the same path, so that a step does not tell whose it is.
  var sharesPath = false
  /// Of a hook: what becomes of a run that was interrupted.
  var isRunAgain = false
  /// `on_failure: ignore`
  var isIgnored = false

  init(_ kind: String, _ name: String) {
    self.kind = kind
    self.name = name
    switch kind {
    case "file", "directory", "link":
      provides = ["path:\(name)"]
      names = ["above:\(name)"]
    case "service":
      let unit = name.contains(".") ? name : "\(name).service"
      provides = ["service:\(unit)"]
      names = ["unit:\(unit)"]
    default: provides = ["\(kind):\(name)"]
    }
  }

  var reference: String { "\(kind):\(name)" }

  var section: String { kind == "directory" ? "directories" : "\(kind)s" }

  /// Whether a change before it can owe it anything.
  var isRefreshable: Bool { ["service", "container", "command", "hook"].contains(kind) }

  /// The phase of its kind, by the table of `language.md`, section 4; removals as in section 5.
  var phase: Double {
    let isRemoval = aim == .absence
    return switch kind {
    case "package": 2
    case "group": isRemoval ? 9.8 : 3
    case "user": isRemoval ? 9.7 : 4
    case "file", "directory", "link", "line": 5
    case "service": 7
    case "image": isRemoval ? 9.2 : 8
    case "container": 9
    case "hook": 11
    default: 10
    }
  }

  /// Commands, hooks and lines run one at a time.
  var runsAlone: Bool { ["command", "hook", "line"].contains(kind) }
}
