internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeHost

/// `converge hook retry NAME`
struct HookRetryVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Lets a hook that has failed run again, in the next apply.",
    discussion: "For example: converge hook retry migrate")

  @Argument(
    help: ArgumentHelp(
      "The hook: its name, or MANIFEST/NAME where several have that.", valueName: "name"),
    completion: HookNames.completion)
  var name: String

  @OptionGroup var state: StateOptions
  @OptionGroup var lock: LockOptions

  @Flag(name: [.short, .long], help: "Nothing where all is well.")
  var quiet = false

  func run() throws {
    let label = try Waiting.run { [name, state, lock, quiet] in
      Interruption.watch()
      let access = try await StateWriting.open(state, lock, for: "retry a hook", isQuiet: quiet)
      let local = LocalHost(hookArea: try state.hookArea())
      do throws(HostError) {
        let folder = try Self.folder(of: name, on: local.host)
        guard try folder.retry(on: local.host) else {
          throw Message.notFailed(folder.label, try folder.journal(on: local.host).last)
        }
        _ = access.key
        return folder.label
      } catch {
        throw Stop(
          error.reason == .notFound || error.reason == .refused ? .usage : .notWritable, error)
      }
    }
    if !quiet { Console.output.write("\(label) runs again in the next apply\n") }
  }

  /// The one hook that is called so.
  private static func folder(of name: String, on host: Host) throws(HostError) -> HookFolder {
    let all = try HookFolder.all(in: host.supervision.area, on: host)
    let plain = name.replacing("hook:", with: "")
    let found = all.filter { $0.label == plain || $0.label.hasSuffix("/\(plain)") }
    guard let first = found.first else { throw Message.unknown(name, all.map(\.label)) }
    guard found.count == 1 else { throw Message.ambiguous(name, found.map(\.label)) }
    return first
  }
}

private enum Message {
  static func unknown(_ name: String, _ known: [String]) -> HostError {
    let all =
      known.isEmpty ? "no hook has run on this host" : "known are \(known.joined(separator: ", "))"
    return HostError(
      .notFound, "retry", "'\(name)'", because: "no hook of that name has run here",
      remedy: nearest(to: name, among: known).map { "did you mean '\($0)'?" } ?? all)
  }
  static func ambiguous(_ name: String, _ labels: [String]) -> HostError {
    HostError(
      .refused, "retry", "'\(name)'", because: "it may be \(labels.joined(separator: " or "))",
      remedy: "write one of these")
  }
  static func notFailed(_ label: String, _ last: HookRecord?) -> HostError {
    let how = last.map { "its last run is '\($0.state.rawValue)'" } ?? "it never ran"
    return HostError(
      .refused, "retry", label, because: "\(how), and only one that has failed is run again",
      remedy: "give it another 'trigger' to run it anew")
  }
}
