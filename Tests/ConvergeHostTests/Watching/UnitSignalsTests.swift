import ConvergeCore
import Testing

@testable import ConvergeHost

@Suite struct `Signals of units` {
  @Test(arguments: [
    ("nginx.service", "nginx_2eservice"), ("getty@tty1.service", "getty_40tty1_2eservice"),
    ("1st.timer", "_31st_2etimer"),
  ])
  func `come under the unit's path on the bus`(unit: String, path: String) {
    #expect(UnitSignals.path(of: unit) == "/org/freedesktop/systemd1/unit/\(path)")
  }

  @Test func `that cannot be heard are lost, and said to be so`() async throws {
    let watcher = LocalWatcher(
      ways: [], withoutFanotify: true, busAddress: "unix:path=/nowhere/at/all",
      engineSocket: "/nowhere/at/all")
    let sentinel = Sentinel(watcher)
    let unit = Identity(Identity.Space(rawValue: "service"), "nginx.service")
    watcher.watch([unit, Identity(.container, "api")].compactMap { Watched($0) })
    let reason = "no such file or directory"
    #expect(await sentinel.event(.lost("systemd cannot be heard: \(reason)")))
    #expect(await sentinel.event(.lost("the container engine cannot be heard: \(reason)")))
    watcher.close()
  }
}
