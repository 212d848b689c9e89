package import ConvergeCore
package import ConvergeHooks

extension ExtensionRun {
  /// Asks whoever has a task's directory to end what it runs or is about to run; nothing where it has
  /// ended. To be asked again as long as that one does not let go.
  package static func askToEnd(in folder: HookFolder, on host: Host) async throws(HostError) {
    guard let last = try folder.journal(on: host).last, !last.state.isEnd else { return }
    try folder.cancel(last.number, on: host)
    guard let start = try await folder.start(of: last, on: host),
      host.supervision.isAlive(start)
    else { return }
    try await host.supervision.stop(start)
  }
}
