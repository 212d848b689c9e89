import Foundation
import Testing

extension LabTests {
  /// The agent on a host whose clock is wrong, or that sleeps.
  @Suite(.serialized, .onLabHost("clock"))
  struct AgentClockTests {
    private let host = LabHost.current
    private static let interval: Duration = .seconds(10)

    /// An agent of its own, with a pass behind it.
    private func begin() throws {
      try host.shell("mkdir -p /etc/converge")
      try host.write(
        "name: site\nfiles: { /srv/page: { content: \"as declared\\n\" } }\n",
        to: "/etc/converge/site.yml")
      try host.write(
        "source: /etc/converge/site.yml\ninterval: 10s\nsplay: 0s\nwatch: false\n",
        to: "/etc/converge/agent.yml")
      try host.shell(
        "converge agent uninstall >/dev/null; rm -rf /var/lib/converge; converge agent install")
      try wait(for: "converge agent status | grep '^last  *2'")
    }

    /// Until a script succeeds; a minute is six intervals.
    private func wait(
      for script: String, at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.shell(
        """
        for _ in $(seq 600); do if (\(script)) >/dev/null 2>&1; then exit 0; fi; sleep 0.1; done
        converge agent status; journalctl -u converge-agent -n 30 --no-pager; \(script)
        """, at: location)
    }

    private func process() throws -> String {
      try host.shell("systemctl show -P MainPID converge-agent")
    }

    /// How many passes are in the history.
    private func passes() throws -> Int {
      try #require(Int(try host.shell("converge history --limit 1000 | grep -c apply")))
    }

    /// How far ahead of the host's clock the last pass began, in seconds.
    private func lead() throws -> Int {
      let status = try host.shell("converge agent status --format json")
      let value = try #require(
        try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any])
      let last = try #require(value["last"] as? [String: Any])
      let began = try #require(last["started"] as? String)
      return try #require(
        Int(try host.shell("echo $(($(date -d '\(began)' +%s) - $(date +%s)))")))
    }

    @Test func `a clock that is an hour wrong neither stops it nor drives it`() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let clock = folder.appending(path: "clock.so").path
      let compiled = try Lab.run(
        "/usr/bin/cc",
        ["-shared", "-fPIC", "-O2", "-o", clock, "\(Lab.repository)/Tests/Lab/wrong-clock.c"])
      try #require(compiled.status == 0, "\(compiled.error)")
      try host.copy(clock, to: "/usr/local/lib/wrong-clock.so")
      let folderOfUnit = "/etc/systemd/system/converge-agent.service.d"
      try host.shell("echo 0 > /etc/wrong-clock; mkdir -p \(folderOfUnit)")
      try host.write(
        "[Service]\nEnvironment=LD_PRELOAD=/usr/local/lib/wrong-clock.so\n",
        to: "\(folderOfUnit)/clock.conf")
      defer { _ = try? host.shell("rm -r \(folderOfUnit); systemctl daemon-reload") }
      try begin()
      let process = try process()
      let (before, began) = (try passes(), ContinuousClock.now)
      for wrong in [3600, -3600, 0] {
        try host.shell("echo \(wrong) > /etc/wrong-clock; echo tampered > /srv/page")
        try wait(for: "grep -qx 'as declared' /srv/page")
        let lead = try lead()
        #expect(abs(lead - wrong) < 600, "the pass is told by the clock as it was then")
      }
      let made = try passes() - before
      let due = Int((ContinuousClock.now - began) / Self.interval)
      #expect((3...due + 4).contains(made), "a set clock may bring one more")
      #expect(try self.process() == process)
    }

    @Test func `after a sleep it makes one pass, not all that it missed`() throws {
      try begin()
      let process = try process()
      try host.shell("kill -STOP \(process); echo tampered > /srv/page")
      let before = try passes()
      try host.shell("sleep 45; grep -qx tampered /srv/page")
      #expect(try passes() == before)
      let woken = ContinuousClock.now
      try host.shell("kill -CONT \(process)")
      try wait(for: "grep -qx 'as declared' /srv/page")
      let made = try passes() - before
      let due = Int((ContinuousClock.now - woken) / Self.interval)
      #expect((1...due + 2).contains(made))
      #expect(try self.process() == process)
    }
  }
}
