package import ConvergeCore

/// A program that judges a file: `validate` (`language.md`, section 4).
package struct FileCheck: Sendable, Hashable {
  package let arguments: [String]

  /// Reads `validate`; nil where it is not written, or a problem was reported.
  package init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    guard let arguments = declaration.texts("validate") else { return nil }
    guard let program = arguments.first, !program.isEmpty else {
      problems.error(Message.empty, at: declaration.place(of: "validate"))
      return nil
    }
    self.arguments = arguments
  }

  package init(_ arguments: [String]) { self.arguments = arguments }

  /// Whether it is shown the candidate before that is placed; else it judges what is in place.
  package var takesCandidate: Bool { arguments.contains { $0.contains("%s") } }

  /// The program, where it is named by its path.
  package var needs: [Need] {
    guard let program = arguments.first, program.hasPrefix("/") else { return [] }
    return [.thing(Identity(.path, program))]
  }

  /// Runs it; `candidate` stands for every `%s`.
  ///
  /// - Throws: `failed` with what the program said, `timedOut`, or why it could not be started.
  package func run(
    candidate: String, input: [UInt8] = [], hidesOutput: Bool, timeout: Duration, on host: Host
  ) async throws(HostError) {
    var invocation = Invocation(
      arguments.map { Self.replace($0, with: candidate) }, timeout: timeout)
    invocation.input = input
    let result = try await host.processes.run(invocation)
    let name = arguments.joined(separator: " ")
    switch result.end {
    case .exited(0): return
    case .timedOut:
      throw HostError(.timedOut, "validate with", "'\(name)'", because: Message.timedOut)
    case .exited(let status):
      throw HostError(
        .failed, "validate with", "'\(name)'",
        because: Message.exited(status, hidesOutput ? "" : Self.said(result)))
    case .signalled(let signal):
      throw HostError(.failed, "validate with", "'\(name)'", because: Message.killed(signal))
    }
  }

  private static func replace(_ argument: String, with path: String) -> String {
    var pieces: [Substring] = []
    var rest = Substring(argument)
    while let percent = rest.firstIndex(of: "%") {
      let next = rest.index(after: percent)
      guard next < rest.endIndex, rest[next] == "s" else {
        pieces.append(rest[...percent])
        rest = rest[next...]
        continue
      }
      pieces += [rest[..<percent], Substring(path)]
      rest = rest[rest.index(after: next)...]
    }
    return (pieces + [rest]).joined()
  }

  /// The last lines of what it said, on one line.
  private static func said(_ result: ProcessResult) -> String {
    let bytes = result.error.isEmpty ? result.output : result.error
    let lines = String(decoding: bytes.suffix(2_000), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
    return String(lines.suffix(5).joined(separator: "; ").suffix(500))
  }
}

private enum Message {
  static let empty = "'validate' needs a program"
  static let timedOut = "it took longer than the resource's 'timeout'"
  static func exited(_ status: Int32, _ said: String) -> String {
    said.isEmpty ? "it ended with status \(status)" : "it ended with status \(status): \(said)"
  }
  static func killed(_ signal: Int32) -> String { "it was ended by signal \(signal)" }
}
