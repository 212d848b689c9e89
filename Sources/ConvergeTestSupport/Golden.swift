#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Texts that a user reads, kept in files beside the tests and reviewed as a difference.
package enum Golden {
  /// Rewrites every golden file that differs, and lets the test pass.
  package static let variable = "CONVERGE_REWRITE_GOLDEN"

  /// What is wrong with `text` as compared with the file at `path`; nil where they are equal, or
  /// where the file was rewritten.
  package static func complaint(about text: String, at path: String) -> String? {
    let kept = read(path)
    if kept == text { return nil }
    if ProcessInfo.processInfo.environment[variable] == "1" {
      return (try? text.write(toFile: path, atomically: true, encoding: .utf8)) == nil
        ? "cannot write \(path)" : nil
    }
    let command = "\(variable)=1 make test rewrites it"
    guard let kept else { return "\(path) is missing; \(command); it would be:\n\(text)" }
    return "\(path) differs\(firstDifference(kept, text)); \(command); it would be:\n\(text)"
  }

  /// The text of a file; nil where there is none.
  package static func read(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  /// The bytes of a file; nil where there is none.
  package static func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { Array($0) }
  }

  /// The folder of that name beside a test's source file.
  package static func folder(_ name: String, beside file: String = #filePath) -> String {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/" + name
  }

  /// The paths of the files in a folder, sorted, with the ending asked for.
  package static func files(in folder: String, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\($0)" }
  }

  private static func firstDifference(_ kept: String, _ text: String) -> String {
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    return " from line \(line + 1) on"
  }
}
