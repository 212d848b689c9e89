import Foundation
import Testing

extension LabHost {
  /// Where the manifest of the moment is. All have one name, so that what one manages the next may.
  static let manifest = "/root/suite.yml"

  /// Runs a verb with a manifest, and reads its report.
  func report(
    _ verb: String, _ manifest: String, status: Int32,
    at location: SourceLocation = #_sourceLocation
  ) throws -> Report {
    try write("name: suite\n" + manifest, to: Self.manifest)
    let ending = try converge(verb, Self.manifest, "--format", "json")
    #expect(
      ending.status == status, "\(ending.output)\(ending.error)", sourceLocation: location)
    return try Report(ending.output)
  }

  /// Plans, applies, and applies again: the plan must see a difference and leave it alone, and the
  /// second apply find none.
  ///
  /// - Parameters:
  ///   - unmade: a script that must succeed until the apply.
  ///   - made: one that must succeed after it.
  @discardableResult
  func bring(
    _ manifest: String, unmade: String = ":", made: String = ":",
    at location: SourceLocation = #_sourceLocation
  ) throws -> Report {
    _ = try report("plan", manifest, status: 2, at: location)
    try shell(unmade, at: location)
    let first = try report("apply", manifest, status: 0, at: location)
    try shell(made, at: location)
    let second = try report("apply", manifest, status: 0, at: location)
    #expect(second.differing.isEmpty, "\(second.differing)", sourceLocation: location)
    return first
  }
}
