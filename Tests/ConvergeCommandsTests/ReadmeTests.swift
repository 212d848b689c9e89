import ConvergeTestSupport
import Foundation
import Testing

/// The sessions of the README and of the guides, typed as they stand there; what they print is what it says.
///
/// A session is a fenced block of `console`: what stands after `$ ` and, on further lines, after
/// `> ` is typed, the rest is output. Times, run names and host names may differ.
@Suite struct ReadmeTests {
  @Test(
    arguments: [
      ("README.md", "/tmp/converge-quickstart"),
      ("docs/writing-manifests.md", "/tmp/converge-tutorial-dir"),
      ("docs/modules.md", "/tmp/converge-modules-dir"),
      ("docs/bundles.md", "/tmp/converge-bundles-dir"),
      ("docs/reports.md", "/tmp/converge-reports-dir"),
      ("docs/custom-script-extension.md", "/tmp/converge-extension-dir"),
    ])
  func `every session goes as it says`(page: String, directory: String) throws {
    let file = ProgramUnderTest.repository.appending(path: page).path
    let readme = try #require(Golden.read(file))
    let shell = try ReadmeShell(standingFor: directory)
    defer { shell.remove() }
    var parts = readme.components(separatedBy: "```console\n")
    #expect(parts.count > 2, "it shows no session")
    for index in parts.indices.dropFirst() {
      let end = try #require(parts[index].range(of: "```"))
      let written = String(parts[index][..<end.lowerBound])
      let played = try Self.commands(in: written).map { command in
        let typed = command.map { $0.dropFirst(2) }.joined(separator: "\n")
        return command.joined(separator: "\n") + "\n" + (try shell.run(typed))
      }.joined()
      if Self.steady(played) != Self.steady(written) {
        parts[index].replaceSubrange(..<end.lowerBound, with: played)
      }
    }
    let complaint = Golden.complaint(about: parts.joined(separator: "```console\n"), at: file)
    #expect(complaint == nil, "run 'make golden', and look at the page")
  }

  /// Each with its lines as they stand there.
  private static func commands(in session: String) -> [[Substring]] {
    var commands: [[Substring]] = []
    for line in session.split(separator: "\n") {
      if line.hasPrefix("$ ") { commands.append([line]) }
      if line.hasPrefix("> "), !commands.isEmpty { commands[commands.count - 1].append(line) }
    }
    return commands
  }

  /// Without what differs from run to run.
  private static func steady(_ text: String) -> String {
    text.replacing(/\ on [^ ]+ ·/, with: " on HOST ·")
      .replacing(/· [0-9.]+ s\b/, with: "· 0 s")
      .replacing(/[0-9-]{10}T[0-9:]{8}Z(-[0-9a-f]{4})?/, with: "RUN")
      .replacing(/[0-9]+ (s|min) ago/, with: "just now")
      .replacing(/SHA256:[A-Za-z0-9+\/]{43}/, with: "KEY")
      .replacing(/\b([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{12})\b/, with: "COMMIT")
  }
}

/// A shell in a directory with the manifests, in which `converge` is the program under test with a
/// state of its own.
private struct ReadmeShell {
  private let program: ProgramUnderTest
  /// The README's directory, and one as long that is the test's own.
  private let (shown, own): (String, String)

  init(standingFor shown: String) throws {
    program = try ProgramUnderTest()
    self.shown = shown
    let stem = "/tmp/converge-"
    own = stem + UUID().uuidString.lowercased().suffix(shown.count - stem.count)
    try FileManager.default.createDirectory(
      atPath: program.path("bin"), withIntermediateDirectories: false)
    try FileManager.default.createDirectory(
      atPath: program.path("Manifests"), withIntermediateDirectories: false)
    let real = ProgramUnderTest.repository.appending(path: ".build/debug/converge").path
    let script = """
      #!/bin/sh
      case $1 in
        apply | plan | drift | history | report | forget | validate | module | hook) set -- "$@" --state-dir '\(program.state)' ;;
      esac
      exec '\(real)' "$@"

      """
    try script.write(toFile: program.path("bin/converge"), atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.path("bin/converge"))
    let manifests = ProgramUnderTest.repository.appending(path: "Manifests")
    for name in try FileManager.default.contentsOfDirectory(atPath: manifests.path) {
      let text = try String(contentsOf: manifests.appending(path: name), encoding: .utf8)
      try program.write("Manifests/\(name)", text.replacing(shown, with: own))
    }
  }

  /// Removes what its own sessions have made.
  func remove() { try? FileManager.default.removeItem(atPath: own) }

  /// What a line prints, standard error included.
  func run(_ line: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line.replacing(shown, with: own)]
    process.currentDirectoryURL = URL(filePath: program.directory)
    process.environment = [
      "PATH": "\(program.path("bin")):/usr/bin:/bin", "HOME": program.directory,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).replacing(own, with: shown)
  }
}
