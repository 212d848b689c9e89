import ConvergeCore
import ConvergeTestSupport
import Foundation

/// A headless Chromium that does what a test says, driven by `Browser/drive`.
enum Browser {
  struct Findings {
    /// What each step gave.
    let results: [Value]
    let console: [String]
    /// All addresses that were asked for.
    let requests: [String]
  }

  private struct Broken: Error { let complaint: String }

  /// Where pictures are kept: `.build/artifacts`.
  static func artifact(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/artifacts")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appending(path: name).path
  }

  /// - Returns: nil where no browser is installed, unless it has to be there.
  static func perform(_ steps: [Value]) throws -> Findings? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["\(Golden.folder("Browser", beside: #filePath))/drive"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(Value.list(steps).jsonText().utf8))
    try input.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    if process.terminationStatus == 77, ProcessInfo.processInfo.environment["CI"] == nil {
      return nil
    }
    guard process.terminationStatus == 0 else {
      throw Broken(complaint: String(decoding: complaint, as: UTF8.self))
    }
    let found = try Value(json: text)
    return Findings(
      results: found["results"]?.list ?? [],
      console: (found["console"]?.list ?? []).compactMap(\.text),
      requests: (found["requests"]?.list ?? []).compactMap(\.text))
  }
}
