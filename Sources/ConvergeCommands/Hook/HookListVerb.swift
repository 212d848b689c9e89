internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeHost

/// `converge hook list`
struct HookListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The hooks that have run on this host, each with its last run.",
    discussion: "For example: converge hook list --format json")

  @Option(help: "text, json or yaml.")
  var format = DataFormat.text

  @OptionGroup var state: StateOptions

  func run() throws {
    try Document.orProblems(in: format) {
      let local = LocalHost(hookArea: try state.hookArea())
      var rows: [(label: String, last: HookRecord?)] = []
      do throws(HostError) {
        for folder in try HookFolder.all(in: local.host.supervision.area, on: local.host) {
          rows.append((folder.label, try folder.journal(on: local.host).last))
        }
      } catch {
        throw Stop(error.reason == .denied ? .denied : .unreadable, error)
      }
      switch format {
      case .text: Console.output.write(Self.text(rows))
      case .json, .yaml: Document.write(Self.value(rows), in: format)
      }
    }
  }

  private static func text(_ rows: [(label: String, last: HookRecord?)]) -> String {
    if rows.isEmpty { return "no hook has run on this host\n" }
    let width = rows.map(\.label.count).max() ?? 0
    return rows.map { label, last in
      let padding = String(repeating: " ", count: width - label.count)
      guard let last else { return "\(label)\(padding)  never\n" }
      let when = last.ended ?? last.since
      let why = last.message.map { "  \($0)" } ?? ""
      return "\(label)\(padding)  run \(last.number)  \(last.state.rawValue)  \(when)\(why)\n"
    }.joined()
  }

  private static func value(_ rows: [(label: String, last: HookRecord?)]) -> Value {
    .record([
      "converge": 1,
      "hooks": .list(
        rows.map { label, last in
          .record([
            "hook": .text(label), "number": last.map { .integer(Int64($0.number)) } ?? .null,
            "state": last.map { .text($0.state.rawValue) } ?? .null,
            "since": last.map { .text($0.since) } ?? .null,
            "ended": last?.ended.map(Value.text) ?? .null,
            "exit_status": last?.exitStatus.map { .integer(Int64($0)) } ?? .null,
            "message": last?.message.map(Value.text) ?? .null,
          ])
        }),
    ])
  }
}
