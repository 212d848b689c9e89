internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeLedger

/// `converge forget NAME`
struct ForgetVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Removes what is remembered of a manifest; the host is left as it is.",
    discussion: "For example: converge forget web")

  @Argument(help: ArgumentHelp("The manifest's name.", valueName: "name"))
  var name: String

  @OptionGroup var state: StateOptions
  @OptionGroup var lock: LockOptions

  @Flag(name: [.short, .long], help: "Nothing where all is well.")
  var quiet = false

  func run() throws {
    let count = try Waiting.run { [name, state, lock, quiet] in
      Interruption.watch()
      let access = try await StateWriting.open(state, lock, for: "forget", isQuiet: quiet)
      return try await Self.forget(name, in: access.ledger)
    }
    if !quiet { Console.output.write(Message.forgotten(name, count)) }
  }

  /// - Returns: how many resources were remembered.
  private static func forget(_ name: String, in ledger: any Ledger) async throws -> Int {
    do throws(HostError) {
      let snapshot = try await ledger.snapshot(forManifest: name)
      guard snapshot.manifestPath != nil || !snapshot.entries.isEmpty else {
        let others = Set(snapshot.foreign.values.joined().map(\.manifest))
        throw Message.unknown(name, others.sorted())
      }
      try await ledger.commit([.forget(manifest: name)], durably: true)
      return snapshot.entries.count
    } catch {
      throw Stop(error.reason == .notFound ? .usage : .notWritable, error)
    }
  }
}

private enum Message {
  static func unknown(_ name: String, _ known: [String]) -> HostError {
    let all = known.isEmpty ? nil : "remembered are \(known.joined(separator: ", "))"
    return HostError(
      .notFound, "forget", "'\(name)'",
      because: "nothing is remembered of a manifest of that name",
      remedy: nearest(to: name, among: known).map { "did you mean '\($0)'?" } ?? all)
  }

  static func forgotten(_ name: String, _ count: Int) -> String {
    count == 1
      ? "\(name) is forgotten: 1 resource, left as it is\n"
      : "\(name) is forgotten: \(count) resources, left as they are\n"
  }
}
