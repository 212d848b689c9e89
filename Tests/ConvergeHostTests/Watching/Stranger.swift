import Foundation

/// Runs scripts as somebody who is no descendant of ours, as all who tamper are.
///
/// A shell that has left its parent runs what is written to it, line by line.
final class Stranger {
  private let input: FileHandle

  init() throws {
    let ends = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["-f", "/bin/bash"]
    process.standardInput = ends
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    input = ends.fileHandleForWriting
  }

  func run(_ script: String) throws { try input.write(contentsOf: Data((script + "\n").utf8)) }

  deinit { try? input.close() }
}
