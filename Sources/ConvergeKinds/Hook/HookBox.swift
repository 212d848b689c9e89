internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

/// The directory of one run, with all that the program finds there.
///
/// `RUN/work` is where it runs, with its files and script: they belong to root, so that the program's
/// user can run them and not change them. `RUN/changes.json` says what woke it.
struct HookBox {
  private let hook: Hook
  private let record: HookRecord
  private let folder: HookFolder
  private let runID: RunID
  private let launcher: ProgramLauncher
  private let host: Host

  init(
    _ hook: Hook, _ record: HookRecord, in folder: HookFolder, for runID: RunID,
    _ launcher: ProgramLauncher, on host: Host
  ) {
    self.hook = hook
    self.record = record
    self.folder = folder
    self.runID = runID
    self.launcher = launcher
    self.host = host
  }

  private var directory: String { folder.run(record.number) }
  private var work: String { "\(directory)/work" }

  /// Makes all that the run needs.
  func prepare(
    _ files: [VerifiedFile], timeout: Duration
  ) throws(HostError) -> SupervisedRun {
    // What an attempt that never began has left.
    try folder.remove(directory, on: host)
    try folder.makeDirectory(directory, on: host)
    try open()
    let group = launcher.credentials?.group
    try host.files.makeDirectory(
      work, mode: group == nil ? 0o700 : 0o750, owner: FileOwner(user: nil, group: group))
    for file in files {
      let mode: UInt16 = file.isExecutable ? 0o500 : 0o400
      try file.place(
        in: work, mode: group == nil ? mode : mode | mode >> 3,
        owner: FileOwner(user: nil, group: group), on: host)
    }
    var arguments: [String]
    switch hook.program {
    case .command(let given): arguments = given
    case .script(let text, let interpreter):
      try place(text, at: "\(work)/script", mode: group == nil ? 0o500 : 0o550)
      arguments = Self.arguments(text, interpreter, "\(work)/script")
    }
    let changes = "\(directory)/changes.json"
    try place(Array(changesText.utf8), at: changes, mode: group == nil ? 0o400 : 0o440)
    if arguments.first?.hasPrefix("./") == true, hook.surroundings.directory != nil {
      arguments[0] = "\(work)/\(arguments[0].dropFirst(2))"
    }
    var environment = launcher.environment
    environment["CONVERGE_CHANGES"] = changes
    environment["CONVERGE_EVENT"] = record.event.rawValue
    environment["CONVERGE_HOOK"] = hook.label
    environment["CONVERGE_RUN"] = runID.description
    var run = SupervisedRun(
      directory: directory, label: "\(folder.name)-\(record.number)", arguments: arguments,
      environment: environment, workingDirectory: hook.surroundings.directory ?? work,
      timeout: timeout)
    run.credentials = Dictionary(
      hook.secrets.map { ($0.name, Array($0.value.utf8)) }, uniquingKeysWith: { $1 })
    run.secrets = (hook.secrets.map(\.value) + hook.surroundings.secrets)
      .filter { !$0.isEmpty }.map { Array($0.utf8) }
    run.user = launcher.credentials
    run.umask = hook.umask
    run.killAfter = hook.killAfter
    run.limits = hook.limits
    return run
  }

  private static func arguments(
    _ text: [UInt8], _ interpreter: [String], _ path: String
  ) -> [String] {
    if !interpreter.isEmpty { return interpreter + [path] }
    return text.starts(with: Array("#!".utf8)) ? [path] : ["/bin/sh", "-e", path]
  }

  /// Another user has to come through to its own directory; what lies beside the way is closed to it.
  private func open() throws(HostError) {
    guard launcher.credentials != nil else { return }
    var path = directory
    let area = host.supervision.area
    let top = area.lastIndex(of: "/").map { String(area[..<$0]) } ?? area
    while path.utf8.count >= top.utf8.count, path.hasPrefix(top), path != "/", !path.isEmpty {
      if let status = try host.files.status(path), status.mode & 0o011 != 0o011 {
        try host.files.setMode(path, status.mode | 0o011)
      }
      path = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
  }

  private func place(_ content: [UInt8], at path: String, mode: UInt16) throws(HostError) {
    try host.files.stage(
      Candidate(
        content: content, mode: mode,
        owner: FileOwner(user: nil, group: launcher.credentials?.group), likeness: nil),
      at: path)
  }

  /// What `$CONVERGE_CHANGES` holds.
  private var changesText: String {
    Value.record([
      "converge_changes": 1, "event": .text(record.event.rawValue), "hook": .text(hook.label),
      "run": .text(runID.description), "number": .integer(Int64(record.number)),
      "causes": .list(record.causes.map(\.value)),
    ]).jsonText(isIndented: true) + "\n"
  }
}
