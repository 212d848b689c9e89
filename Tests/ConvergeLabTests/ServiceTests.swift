import Foundation
import Testing

extension LabTests.KindTests {
  /// Units of a real systemd, looked at with its own tools.
  @Suite(.serialized)
  struct ServiceTests {
    private let host = LabHost.current

    /// What the service says that it has loaded, and its main process.
    private func loaded() throws -> (content: String, process: String) {
      (
        try host.shell("cat /run/lab-service/loaded"),
        try host.shell("systemctl show lab-service -P MainPID")
      )
    }

    private func reloads() throws -> Int {
      let count = try host.shell("journalctl -b -o cat _PID=1 | grep -c '^Reloading\\.' || :")
      return try #require(Int(count))
    }

    @Test func `a service, a timer, a socket and an instance start, stop, and last`() throws {
      let units = "lab-service lab-tick.timer lab-socket.socket lab-worker@blue"
      func manifest(_ isOn: Bool) -> String {
        "packages: [lab-service]\nservices:\n"
          + units.split(separator: " ").map { "  \($0): { running: \(isOn), enabled: \(isOn) }\n" }
          .joined()
      }
      try host.bring(
        manifest(true),
        made: """
          test "$(systemctl is-active \(units) | sort -u)" = active
          test "$(systemctl is-enabled \(units) | sort -u)" = enabled
          """)
      try host.bring(
        manifest(false),
        unmade: "test \"$(systemctl is-active \(units) | sort -u)\" = active",
        made: """
          test "$(systemctl is-active \(units) | sort -u)" = inactive
          test "$(systemctl is-enabled \(units) | sort -u)" = disabled
          """)
      try host.write("name: suite\n" + manifest(true), to: LabHost.manifest)
      let programs = try host.shell(
        """
        strace -f -o /root/trace -e trace=execve converge apply \(LabHost.manifest) > /dev/null
        test "$(systemctl is-active \(units) | sort -u)" = active
        sed -n 's/.*execve("\\([^"]*\\)".*/\\1/p' /root/trace
        """)
      #expect(programs == "/usr/local/bin/converge", "all of it went over D-Bus")
      _ = try host.report("apply", manifest(false), status: 0)
      try host.shell("systemctl -q enable --runtime lab-service")
      try host.bring(
        "packages: [lab-service]\nservices: { lab-service: { running: true, enabled: true } }\n",
        made: "test \"$(systemctl is-enabled lab-service)\" = enabled")
    }

    @Test(arguments: [
      ("restart", true, true), ("reload", true, false), ("reload-or-restart", true, false),
      ("none", false, false),
    ])
    func `a refresh is the word for it, and never a start`(
      _ word: String, _ loads: Bool, _ movesOn: Bool
    ) throws {
      func manifest(_ text: String) -> String {
        """
        packages: [lab-service]
        files: { /etc/lab-service.conf: { content: "\(text)\\n", notify: [service:lab-service] } }
        services: { lab-service: { on_refresh: \(word) } }
        """
      }
      _ = try host.report("apply", manifest("old"), status: 0)
      try host.shell("systemctl restart lab-service")
      let before = try loaded()
      try host.bring(manifest("new for \(word)"))
      let after = try loaded()
      #expect(after.content == (loads ? "new for \(word)" : "old"))
      #expect((after.process != before.process) == movesOn)
      try host.shell("systemctl stop lab-service")
      _ = try host.report("apply", manifest("newer for \(word)"), status: 0)
      try host.shell("not systemctl -q is-active lab-service")
    }

    @Test func `three that notify cost one daemon-reload and one restart`() throws {
      func manifest(_ text: String) -> String {
        """
        files:
          /etc/systemd/system/counted.service:
            content: "[Unit]\\nDescription=\(text)\\n[Service]\\nExecStart=/bin/sleep infinity\\n"
            notify: [service:counted]
          /etc/systemd/system/counted.service.d/a.conf:
            content: "[Service]\\nEnvironment=A=\(text)\\n"
            parents: true
            notify: [service:counted]
          /etc/counted: { content: "\(text)", notify: [service:counted] }
        services: { counted: running }
        """
      }
      try host.bring(manifest("one"))
      let (before, invocation) = (
        try reloads(), try host.shell("systemctl show counted -P InvocationID")
      )
      try host.bring(
        manifest("two"),
        made: """
          test "$(systemctl show counted -P Description -P NeedDaemonReload | tr '\\n' ' ')" = 'two no '
          tr '\\0' '\\n' < /proc/$(systemctl show counted -P MainPID)/environ | grep -qx A=two
          """)
      #expect(try reloads() == before + 1)
      #expect(try host.shell("systemctl show counted -P InvocationID") != invocation)
      #expect(
        try host.shell("journalctl -b -o cat -u counted | grep -c '^Started'") == "2",
        "one start for each manifest")
      try host.bring(
        """
        files: { /etc/systemd/system/counted.service.d/a.conf: { state: absent } }
        services: { counted: running }
        """,
        made: """
          test -z "$(systemctl show counted -P DropInPaths)"
          test "$(systemctl show counted -P NeedDaemonReload)" = no
          """)
    }

    @Test func `masks are put on and taken off only where that is written`() throws {
      try host.bring("packages: [lab-service]\nservices: { lab-tick.timer: running }\n")
      try host.shell("systemctl -q mask --now lab-tick.timer")
      let masked = try host.report(
        "apply", "packages: [lab-service]\nservices: { lab-tick.timer: running }\n", status: 4)
      #expect(try masked.resource("service:lab-tick.timer").message.contains("masked: false"))
      try host.bring(
        """
        packages: [lab-service]
        services: { lab-tick.timer: { running: true, masked: false }, lab-sick: masked }
        """,
        made: """
          systemctl -q is-active lab-tick.timer
          test "$(readlink /etc/systemd/system/lab-sick.service)" = /dev/null
          """)
    }

    @Test func `what dies after its start has failed, with its last words`() throws {
      let report = try host.report(
        "apply",
        """
        packages: [lab-service]
        files:
          /etc/systemd/system/reviving.service:
            content: "[Service]\\nExecStart=/bin/sleep 0.4\\nRestart=always\\nRestartSec=10ms\\n"
        services:
          lab-sick: { running: true, masked: false }
          reviving: { running: true, healthy_after: 1s }
          no-such-unit: running
          no-such-either: stopped
        """, status: 4)
      let sick = try report.resource("service:lab-sick")
      #expect(sick.message.contains("lab-sick: dying on purpose"), "\(sick)")
      let reviving = try report.resource("service:reviving")
      // It may be up, or between two starts, as the watch ends.
      let words = ["it did not stay up", "systemd starts it over"]
      #expect(words.contains { reviving.message.contains($0) }, "\(reviving)")
      #expect(try report.resource("service:no-such-unit").message.contains("there is no such unit"))
      #expect(try report.resource("service:no-such-either").outcome == "in_sync")
      try host.shell("systemctl stop reviving")
    }
  }
}
