import Foundation
import Testing

/// A host of the lab with the program on it, for the tests of one suite.
struct LabHost: Sendable {
  /// The host of the suite that runs.
  @TaskLocal static var current = LabHost(name: "none")

  let name: String

  /// A new host that has booted, with the program in `/usr/local/bin`.
  static func start(_ purpose: String) throws -> LabHost {
    let host = LabHost(name: "\(purpose)-\(ProcessInfo.processInfo.processIdentifier)")
    try host.expectSuccess(try Lab.lab(["host", host.name]))
    try host.copy(Lab.program, to: "/usr/local/bin/converge")
    return host
  }

  func remove() throws { _ = try Lab.lab(["kill-host", name]) }

  /// Copies a file of this machine to the host.
  func copy(_ source: String, to destination: String) throws {
    try expectSuccess(try Lab.lab(["copy", name, source, destination]))
  }

  func write(_ text: String, to path: String) throws {
    try expectSuccess(
      try Lab.lab(["exec", "-i", name, "--", "sh", "-c", "cat > '\(path)'"], input: text))
  }

  /// Runs a command; no shell.
  func exec(_ arguments: String...) throws -> Lab.Ending {
    try Lab.lab(["exec", name, "--"] + arguments)
  }

  func converge(_ arguments: String...) throws -> Lab.Ending {
    try Lab.lab(["exec", name, "--", "converge"] + arguments)
  }

  /// The output of a shell's script that must succeed, without the last line's end.
  ///
  /// The first command that fails ends it, but for one behind `!`; in the script `not COMMAND` is one
  /// that must fail.
  @discardableResult
  func shell(_ script: String, at location: SourceLocation = #_sourceLocation) throws -> String {
    let ending = try exec("bash", "-euc", "not() { ! \"$@\"; }\n" + script)
    #expect(ending.status == 0, "\(script)\n\(ending.error)", sourceLocation: location)
    return ending.output.trimmingCharacters(in: .newlines)
  }

  private func expectSuccess(_ ending: Lab.Ending) throws {
    guard ending.status == 0 else { throw Refusal(text: ending.error + ending.output) }
  }

  /// The lab could not do what it was asked for.
  struct Refusal: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}

/// Gives a suite a host of its own, removed when all its tests have ended.
struct OnLabHost: SuiteTrait, TestScoping {
  let purpose: String
  let isRecursive = false

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let host = try LabHost.start(purpose)
    let result: Result<Void, any Error>
    do {
      result = .success(try await LabHost.$current.withValue(host, operation: function))
    } catch { result = .failure(error) }
    try host.remove()
    try result.get()
  }
}

extension Trait where Self == OnLabHost {
  /// A suite's own host; `purpose` is part of its name.
  static func onLabHost(_ purpose: String) -> OnLabHost { OnLabHost(purpose: purpose) }
}

/// All tests on lab hosts, one after the other: a host takes what memory and processors there are.
@Suite(.serialized, .enabled(if: Lab.isWanted, Lab.absence))
enum LabTests {}
