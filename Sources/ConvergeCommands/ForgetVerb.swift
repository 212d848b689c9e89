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

  func run() throws {
    let count = try Waiting.run { [name, state, lock] in
      Interruption.watch()
      let access = try await StateWriting.open(state, lock, for: "forget")
      return try await Self.forget(name, in: access.ledger)
    }
    Console.output.write(Message.forgotten(name, count))
  }

  /// - Returns: how many resources were remembered.
  private static func forget(_ name: String, in ledger: any Ledger) async throws -> Int {
    do throws(HostError) {
      let snapshot = try await ledger.snapshot(forManifest: name)
      guard snapshot.manifestPath != nil || !snapshot.entries.isEmpty else {
        throw Message.unknown(name)
      }
      try await ledger.commit([.forget(manifest: name)], durably: true)
      return snapshot.entries.count
    } catch {
      throw Stop(error.reason == .notFound ? .usage : .stateNotWritable, error)
    }
  }
}

private enum Message {
  static func unknown(_ name: String) -> HostError {
    HostError(
      .notFound, "forget", "'\(name)'", because: "nothing is remembered of a manifest of that name")
  }

  static func forgotten(_ name: String, _ count: Int) -> String {
    "\(name) is forgotten: \(count == 1 ? "1 resource" : "\(count) resources"), left as they are\n"
  }
}
