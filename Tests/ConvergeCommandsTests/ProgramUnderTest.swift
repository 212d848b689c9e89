import Foundation

/// The built program in a directory of its own, which is removed at the end.
final class ProgramUnderTest: Sendable {
  struct Ending: Sendable {
    let status: Int32
    let output: String
    let error: String
  }

  let directory: String

  init() throws {
    directory = "/tmp/converge-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static let binary = repository.appending(path: ".build/debug/converge").path

  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  var state: String { "\(directory)/state" }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Writes a file, `@` in its text standing for the directory.
  func write(_ name: String, _ text: String) throws {
    try text.replacing("@", with: directory)
      .write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Starts it in the directory, with a state directory of its own where it takes one.
  func start(_ arguments: [String], input: String? = nil) throws -> Running {
    let remembering = ["apply", "plan", "drift", "history", "report", "forget"]
    let isComplete = arguments.contains("--state-dir") || arguments.contains("--help")
    let keepsState = arguments.first.map(remembering.contains) == true && !isComplete
    return try Running(
      arguments + (keepsState ? ["--state-dir", state] : []), in: self, input: input)
  }

  /// Runs it to its end.
  func run(_ arguments: String..., input: String? = nil) throws -> Ending {
    try start(arguments, input: input).ending()
  }

  /// Runs a script of bash in the directory, with `$CONVERGE` and `$STATE` as one types them.
  func shell(_ script: String, environment: [String: String] = [:]) throws -> Ending {
    try begin(script, environment: environment).ending()
  }

  /// Begins to run a script as `shell` does.
  func begin(_ script: String, environment: [String: String] = [:]) throws -> Running {
    let variables = ["CONVERGE": Self.binary, "STATE": "--state-dir \(state)"]
    return try Running(
      ["-c", script], of: "/bin/bash", in: self,
      environment: variables.merging(environment) { $1 })
  }

  /// Waits until a file is there, or the program has ended.
  func wait(for name: String, of running: Running) {
    while !FileManager.default.fileExists(atPath: path(name)), running.process.isRunning {
      usleep(10_000)
    }
  }

  /// A program under way, its outputs in files, so that no pipe can fill up.
  final class Running {
    let process = Process()
    /// Keeps the directory until the end.
    private let program: ProgramUnderTest
    private let files: (output: String, error: String)

    var errorFile: String { files.error }

    fileprivate init(
      _ arguments: [String], of executable: String = ProgramUnderTest.binary,
      in program: ProgramUnderTest, input: String? = nil, environment: [String: String] = [:]
    ) throws {
      self.program = program
      let directory = program.directory
      let id = UUID().uuidString
      files = ("\(directory)/.out-\(id)", "\(directory)/.err-\(id)")
      process.executableURL = URL(filePath: executable)
      process.arguments = arguments
      process.currentDirectoryURL = URL(filePath: directory)
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory]
        .merging(environment) { $1 }
      for file in [files.output, files.error] {
        try Data().write(to: URL(filePath: file))
      }
      process.standardOutput = FileHandle(forWritingAtPath: files.output)
      process.standardError = FileHandle(forWritingAtPath: files.error)
      if let input {
        let file = "\(directory)/.in-\(id)"
        try input.write(toFile: file, atomically: false, encoding: .utf8)
        process.standardInput = FileHandle(forReadingAtPath: file)
      } else {
        process.standardInput = FileHandle.nullDevice
      }
      try process.run()
    }

    func ending() throws -> Ending {
      process.waitUntilExit()
      return Ending(
        status: process.terminationStatus,
        output: try String(contentsOfFile: files.output, encoding: .utf8),
        error: try String(contentsOfFile: files.error, encoding: .utf8))
    }
  }
}
