internal import ConvergeCore
internal import Glibc

/// What /proc told of a process at one moment: proc(5).
struct ProcessImage {
  let pid: pid_t
  var parent: pid_t
  /// What it calls itself; at most 15 bytes.
  var name: String
  var executable: String?
  /// Each argument ended by a zero byte; cut.
  var arguments: [UInt8]
  var user: UInt32?
  var loginUser: UInt32?
  var groups: ControlGroupNames
  /// In clock ticks since boot.
  var startTicks: UInt64

  /// nil where there is no such process.
  static func read(_ pid: pid_t) -> ProcessImage? {
    let folder = "/proc/\(pid)"
    // What goes first when a process ends is read first.
    let arguments = ProcFile.bytes("\(folder)/cmdline", limitBytes: 1024) ?? []
    let executable = ProcFile.link("\(folder)/exe")
    guard let text = ProcFile.text("\(folder)/stat"), let status = ProcessStatus(text: text) else {
      return nil
    }
    return ProcessImage(
      pid: pid, parent: status.parent, name: name(in: text),
      executable: executable.map { $0.hasSuffix(" (deleted)") ? String($0.dropLast(10)) : $0 },
      arguments: arguments, user: user(folder), loginUser: loginUser(folder),
      groups: ControlGroupNames(ProcFile.text("\(folder)/cgroup") ?? ""),
      startTicks: status.startTicks)
  }

  /// Between the first parenthesis and the last one.
  private static func name(in text: String) -> String {
    guard let start = text.utf8.firstIndex(of: UInt8(ascii: "(")),
      let end = text.utf8.lastIndex(of: UInt8(ascii: ")")), start < end
    else { return "" }
    return String(text[text.utf8.index(after: start)..<end])
  }

  /// The real user.
  private static func user(_ folder: String) -> UInt32? {
    guard let text = ProcFile.text("\(folder)/status", limitBytes: 1024) else { return nil }
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: "Uid:".utf8)
    {
      return line.split(separator: UInt8(ascii: "\t")).dropFirst().first.flatMap {
        UInt32(String(Substring($0)))
      }
    }
    return nil
  }

  /// All ones where nobody logged in.
  private static func loginUser(_ folder: String) -> UInt32? {
    guard let text = ProcFile.text("\(folder)/loginuid", limitBytes: 16),
      let number = UInt32(text.split(separator: "\n").first.map(String.init) ?? "")
    else { return nil }
    return number == .max ? nil : number
  }

  /// Whether the memory of its program was still there.
  var isWhole: Bool { !arguments.isEmpty && executable != nil }

  /// The program's name: of its path where that is known.
  var programName: String {
    executable?.split(separator: "/").last.map(String.init) ?? name
  }

  func sighted(_ source: SightedProcess.Source) -> SightedProcess {
    var process = SightedProcess(pid: pid, name: programName, source: source)
    process.executable = executable
    process.commandLine = ShownArguments.text(of: arguments)
    process.user = user
    process.loginUser = loginUser
    process.unit = groups.unit
    process.container = groups.container
    return process
  }
}
