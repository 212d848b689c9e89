import Foundation
import Testing

/// The lab of `Tests/Lab`, as far as tests use it.
enum Lab {
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The program as it is shipped; the debug build needs libraries that a host has not.
  static let program = "\(repository)/.build/release/converge"

  static let absence: Comment =
    "no lab is up, or no release binary is built: Tests/Lab/lab up && make release, as root"

  /// Whether these tests can run. In CI they must, and fail where they cannot.
  static let isWanted: Bool =
    ProcessInfo.processInfo.environment["CI"] == "true"
    || (FileManager.default.isExecutableFile(atPath: program)
      && (try? run("\(repository)/Tests/Lab/lab", ["status"]).output.contains("DOCKER_HOST="))
        == true)

  struct Ending {
    let status: Int32
    let output: String
    let error: String
  }

  static func lab(_ arguments: [String], input: String? = nil) throws -> Ending {
    try run("\(repository)/Tests/Lab/lab", arguments, input: input)
  }

  /// Runs a program to its end, its outputs in files, so that no pipe can fill up.
  static func run(_ program: String, _ arguments: [String], input: String? = nil) throws -> Ending {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, error) = (folder.appending(path: "out"), folder.appending(path: "err"))
    for file in [output, error] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    if let input {
      let file = folder.appending(path: "in")
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}
