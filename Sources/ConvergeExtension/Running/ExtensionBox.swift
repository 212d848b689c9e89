internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

/// The directory of one run: `RUN/work`, where it runs, with its files and script.
///
/// What is protected is not put there: it is handed over as a credential, in memory.
struct ExtensionBox {
  /// As good as none; the extension itself has no timeout either.
  private static let noTimeout = Duration.seconds(366 * 86_400)
  private static let commandName = "command"
  private static let scriptName = "script"
  /// Of a text whose line ends are made plain.
  private static let textLimitBytes = 64 << 20

  let task: ExtensionTask
  let record: HookRecord
  let folder: HookFolder
  let runID: RunID
  let launcher: ProgramLauncher
  let host: Host

  private var settings: ExtensionSettings { task.settings }
  private var directory: String { folder.run(record.number) }
  private var work: String { "\(directory)/work" }
  private var group: UInt32? { launcher.credentials?.group }
  private var fileMode: UInt16 { group == nil ? 0o500 : 0o550 }

  /// Makes all that the run needs.
  func prepare(_ files: [VerifiedFile]) throws(HostError) -> SupervisedRun {
    // What an attempt that never began has left.
    try folder.remove(directory, on: host)
    try folder.makeDirectory(directory, on: host)
    try open()
    try host.files.makeDirectory(
      work, mode: group == nil ? 0o700 : 0o750, owner: FileOwner(user: nil, group: group))
    var script: [UInt8]?
    for file in files {
      let isProgram = settings.program == .file(file.name)
      let text = try place(file, isProgram: isProgram)
      if isProgram { script = text }
    }
    let (arguments, credentials) = try program(script)
    var environment = launcher.environment
    for parameter in settings.parameters { environment[parameter.name] = parameter.value }
    environment["CONVERGE_HOOK"] = task.label
    environment["CONVERGE_RUN"] = runID.description
    let name = String(folder.name.map { $0 == "_" ? "-" : $0 })
    var run = SupervisedRun(
      directory: directory, label: "\(name)-\(record.number)", arguments: arguments,
      environment: environment, workingDirectory: work,
      timeout: settings.timeout ?? Self.noTimeout)
    run.credentials = credentials
    run.secrets = settings.secrets.map { Array($0.utf8) }
    run.user = launcher.credentials
    return run
  }

  // MARK: Files

  /// Puts a file there; text without the marks of DOS, if that is wanted.
  ///
  /// What was verified is what came: this is after it.
  /// - Returns: its content, where that was asked for.
  private func place(
    _ file: VerifiedFile, isProgram: Bool
  ) throws(HostError) -> [UInt8]? {
    let owner = FileOwner(user: nil, group: group)
    let isSmall = file.sizeBytes <= Int64(Self.textLimitBytes)
    let isText = DOSText.isText(named: file.name) || isProgram
    guard isSmall, settings.convertsText || isProgram else {
      if !isSmall, isText, settings.convertsText { throw Message.tooLarge(file.name) }
      try file.place(in: work, mode: fileMode, owner: owner, on: host)
      return nil
    }
    let bytes = try file.bytes(on: host, limitBytes: Self.textLimitBytes)
    guard settings.convertsText, isText || DOSText.isScript(bytes) else {
      try file.place(in: work, mode: fileMode, owner: owner, on: host)
      return bytes
    }
    let plain = DOSText.converted(bytes)
    try put(plain, at: "\(work)/\(file.name)")
    return plain
  }

  private func put(_ content: [UInt8], at path: String) throws(HostError) {
    try host.files.stage(
      Candidate(
        content: content, mode: fileMode, owner: FileOwner(user: nil, group: group),
        likeness: nil), at: path)
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

  // MARK: What runs

  private func program(
    _ fetched: [UInt8]?
  ) throws(HostError) -> (arguments: [String], credentials: [String: [UInt8]]) {
    switch settings.program {
    case .command(let line):
      guard settings.isProgramProtected else { return (["/bin/sh", "-c", line], [:]) }
      let launch = ". \"$CREDENTIALS_DIRECTORY/\(Self.commandName)\""
      return (["/bin/sh", "-c", launch], [Self.commandName: Array(line.utf8)])
    case .script(let bytes):
      let text = settings.convertsText ? DOSText.converted(bytes) : bytes
      let interpreter = try interpreter(of: text)
      guard settings.isProgramProtected else {
        try put(text, at: "\(work)/script.sh")
        return (interpreter + ["\(work)/script.sh"] + settings.arguments, [:])
      }
      return (launcher(by: interpreter), [Self.scriptName: text])
    case .file(let name):
      return (
        try interpreter(of: fetched ?? []) + ["\(work)/\(name)"] + settings.arguments, [:]
      )
    }
  }

  /// The argument list that has an interpreter read a script that is a credential: where those are
  /// is known only when it runs. No word of the settings is in the line.
  private func launcher(by interpreter: [String]) -> [String] {
    let names = interpreter.indices.map { "\"$\($0 + 1)\"" }.joined(separator: " ")
    let line = "exec \(names) \"$CREDENTIALS_DIRECTORY/\(Self.scriptName)\""
    return ["/bin/sh", "-c", line, "sh"] + interpreter
  }

  /// What a script names after `#!`, a program and one argument as execve(2) takes them; else the
  /// shell of the form.
  private func interpreter(of script: [UInt8]) throws(HostError) -> [String] {
    if script.starts(with: Array("#!".utf8)) {
      let line = script.dropFirst(2).prefix(512).prefix { $0 != UInt8(ascii: "\n") }
      let text = String(decoding: line, as: UTF8.self).drop { $0 == " " || $0 == "\t" }
      let program = text.prefix { $0 != " " && $0 != "\t" && $0 != "\r" }
      let rest = text.dropFirst(program.count).drop { $0 == " " || $0 == "\t" }
      let argument = String(rest).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
      if program.hasPrefix("/") {
        return [String(program)] + (argument.isEmpty ? [] : [Self.trimmed(argument)])
      }
    }
    guard settings.form == .runCommand, try host.files.resolve("/bin/bash") != nil else {
      return ["/bin/sh"]
    }
    return ["/bin/bash"]
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}

private enum Message {
  static func tooLarge(_ name: String) -> HostError {
    HostError(
      .tooLarge, "convert", name, because: "a text has at most 64 MiB",
      remedy: "write \"skipDos2Unix\": true")
  }
}
