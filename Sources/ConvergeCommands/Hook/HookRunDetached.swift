internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHost

/// The same command line in a process of its own, for what nobody waits for.
enum HookRunDetached {
  private static let patience = "8760h"

  /// Has a handler's settings run, and tells at once that they do: whoever calls a handler ends it
  /// after minutes.
  static func start(in place: HandlerPlace) throws {
    let host = LocalHost().host
    let voice = HandlerVoice(place: place, host: host)
    voice.log("left to another process")
    do throws(HostError) {
      if let status = place.status,
        try host.files.status("\(status.folder)/\(status.name)") == nil
      {
        try HandlerStatus.begins(.customScript).write(
          to: status.name, in: status.folder, on: host)
      }
      try again()
    } catch {
      try? voice.refuse(code: HookRunWork.platformCode, "\(error)", isRunCommand: false)
      throw Stop(.notWritable, error)
    }
  }

  /// Leaves it to another process to wait for the end, and to tell of it.
  static func waitForIt() throws {
    do throws(HostError) { try again() } catch { throw Stop(.notWritable, error) }
  }

  private static func again() throws(HostError) {
    var arguments = CommandLine.arguments.dropFirst().filter { $0 != "--detach" }
    arguments.append("--wait")
    // Whatever runs by that name comes to an end some time, and then it is its turn.
    if !arguments.contains(where: { $0.hasPrefix("--lock-timeout") }) {
      arguments += ["--lock-timeout", patience]
    }
    try OwnProgram.startDetached(Array(arguments))
  }
}
