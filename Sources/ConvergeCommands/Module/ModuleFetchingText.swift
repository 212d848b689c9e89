internal import ConvergeCore
internal import ConvergeReport

/// Runs a fetching, and tells what came of it.
struct ModuleFetchingText {
  let manifest: String
  let input: InputOptions
  let state: StateOptions
  let format: DataFormat
  let color: ColorOption
  let amount: AmountOptions

  /// - Throws: `Stop` with 65 for what is wrong with the manifest or its lock, with 69 where a
  ///   remote cannot be had, with 73 where nothing can be written, with 130 where it was interrupted.
  func run(_ wish: ModuleFetching.Wish) throws {
    try Document.orProblems(in: format) {
      Interruption.watch()
      let line = LiveLine(isWanted: !amount.quiet)
      let argument = try ManifestArgument.read(manifest)
      let fetching = try Waiting.run { [input, state] in
        defer { line.clear() }
        var fetching = try ModuleFetching(argument, input, state, wish, line)
        try await fetching.run()
        return fetching
      }
      fetching.problems.tell(in: fetching.texts, color, amount.ofProblems)
      if fetching.problems.hasErrors || fetching.obstacle != nil {
        throw Stop(
          fetching.obstacle ?? .invalidManifest,
          fetching.problems.items.map { DiagnosticReport($0) })
      }
      let (outcomes, isWritten) = try fetching.end()
      Document.write(Self.value(of: outcomes, fetching.lockName, isWritten), in: format)
      guard format == .text, !amount.quiet else { return }
      Console.output.write(
        Self.text(of: outcomes) + (isWritten ? Message.written(fetching.lockName) : ""))
    }
  }

  private static func value(
    of outcomes: [ModuleFetching.Outcome], _ lock: String, _ isWritten: Bool
  ) -> Value {
    .record([
      "converge": 1,
      "lock": .record(["file": .text(lock), "written": .boolean(isWritten)]),
      "modules": .list(
        outcomes.map { outcome in
          .record([
            "source": .text("\(outcome.source)"), "url": .text(outcome.source.revision.url),
            "ref": .text(outcome.source.revision.ref),
            "directory": .text(outcome.source.directory), "commit": .text(outcome.commit),
            "content": .text(outcome.digest), "result": .text(outcome.doing.rawValue),
            "earlier_commit": outcome.earlierCommit.map(Value.text) ?? .null,
          ])
        }),
    ])
  }

  private static func text(of outcomes: [ModuleFetching.Outcome]) -> String {
    if outcomes.isEmpty { return Message.none }
    let width = outcomes.map { "\($0.source)".count }.max() ?? 0
    return outcomes.map { outcome in
      let source = "\(outcome.source)"
      let space = String(repeating: " ", count: width - source.count + 2)
      let earlier = outcome.earlierCommit.map { ", before \($0.prefix(12))" } ?? ""
      return "\(source)\(space)\(outcome.commit.prefix(12))  \(outcome.doing.rawValue)\(earlier)\n"
    }.joined()
  }
}

private enum Message {
  static let none = "it uses no modules of other hosts\n"
  static func written(_ lock: String) -> String { "\(lock) is written\n" }
}
