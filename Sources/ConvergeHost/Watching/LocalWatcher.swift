package import ConvergeCore

/// Watches the host that we run on: files and processes, units, containers, each on a thread of its
/// own that is started when there is something for it to watch.
package final class LocalWatcher: HostWatcher {
  private let parts: [Watching]

  /// - Parameter sighted: called on any thread when there is something to take.
  package convenience init(sighted: @escaping @Sendable () -> Void = {}) {
    self.init(ways: [.connector, .programs], withoutFanotify: false, sighted: sighted)
  }

  /// As on a host that has not all there is.
  init(
    ways: [HostProcesses.Way], withoutFanotify: Bool, busAddress: String = LocalBus.systemAddress,
    engineSocket: String = "/run/docker.sock", sighted: @escaping @Sendable () -> Void = {}
  ) {
    let commands = RecentCommands()
    parts = [
      // For units and containers it only follows the commands that name them.
      Watching({ !$0.paths.isEmpty || $0.unit != nil || $0.container != nil }, sighted) {
        WatchLoop($0, ways: ways, withoutFanotify: withoutFanotify, commands: commands).run()
      },
      Watching({ $0.unit != nil }, sighted) {
        UnitSignals($0, address: busAddress, commands: commands).run()
      },
      Watching({ $0.container != nil }, sighted) {
        EngineEvents($0, socket: engineSocket, commands: commands).run()
      },
    ]
  }

  deinit { close() }

  package func watch(_ things: [Watched]) { for part in parts { part.watch(things) } }

  package func take() -> [Sighting] { parts.flatMap { $0.take() } }

  package func close() { for part in parts { part.close() } }
}
