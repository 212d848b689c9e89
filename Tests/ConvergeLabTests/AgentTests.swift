import Foundation
import Testing

extension LabTests {
  /// The agent on a real host: installed, tampered with, killed, reloaded, in each of its modes.
  @Suite(.serialized, .onLabHost("agent"))
  struct AgentTests {
    private let host = LabHost.current

    private static let manifest = """
      name: site
      directories: { /srv/site: }
      files:
        /srv/site/page: { content: "as declared\\n" }
      """

    /// Writes a manifest and a configuration, and has the agent live by them from now on.
    private func live(
      by manifest: String = manifest, _ more: String = "",
      at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.shell("mkdir -p /etc/converge", at: location)
      try host.write(manifest, to: "/etc/converge/site.yml")
      try host.write(
        "source: /etc/converge/site.yml\ninterval: 10s\nsplay: 0s\nwatch: false\n" + more,
        to: "/etc/converge/agent.yml")
      try host.shell(
        """
        converge agent uninstall >/dev/null
        rm -rf /var/lib/converge/agent
        converge agent install
        """, at: location)
      try wait(for: "converge agent status | grep '^last  *2'", at: location)
    }

    /// Until a script succeeds; half a minute is three intervals.
    private func wait(
      for script: String, at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.shell(
        """
        for _ in $(seq 300); do if (\(script)) >/dev/null 2>&1; then exit 0; fi; sleep 0.1; done
        converge agent status; journalctl -u converge-agent -n 30 --no-pager; \(script)
        """, at: location)
    }

    private func status() throws -> (code: Int32, value: [String: Any]) {
      let ending = try host.converge("agent", "status", "--format", "json")
      let value = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
      return (ending.status, try #require(value as? [String: Any]))
    }

    @Test func `installed with a source, it runs and is known to systemd`() throws {
      try host.shell("mkdir -p /etc/converge; rm -f /etc/converge/agent.yml")
      try host.write(Self.manifest, to: "/etc/converge/first.yml")
      try host.shell(
        """
        converge agent install --source /etc/converge/first.yml > /root/first
        grep -qx 'wrote /etc/converge/agent.yml' /root/first
        grep -qx 'source: /etc/converge/first.yml' /etc/converge/agent.yml
        test "$(systemctl is-active converge-agent)" = active
        test "$(systemctl is-enabled converge-agent)" = enabled
        test "$(systemctl show -P Type converge-agent)" = notify
        test "$(systemctl show -P WatchdogUSec converge-agent)" = 3min
        """)
      try wait(for: "grep -qx 'as declared' /srv/site/page")
      try wait(for: "systemctl show -P StatusText converge-agent | grep -q 'last pass'")
      let (code, value) = try status()
      #expect(code == 0)
      #expect(value["running"] as? Bool == true)
      #expect((value["last"] as? [String: Any])?["total"] as? Int == 2)
      #expect(value["next"] is String)
      // Once more changes no file.
      let again = try host.converge("agent", "install", "--source", "/etc/converge/first.yml")
      #expect(again.output == "started converge-agent.service\n", "\(again.error)")
      let other = try host.converge("agent", "install", "--source", "/etc/converge/other.yml")
      #expect(other.status == 78)
    }

    @Test func `what cannot be installed leaves nothing behind`() throws {
      try host.shell("converge agent uninstall >/dev/null; rm -f /etc/converge/agent.yml")
      let ending = try host.converge("agent", "install", "--source", "/etc/converge/missing.yml")
      #expect(ending.status == 66)
      #expect(ending.error.contains("missing.yml"), "\(ending.error)")
      try host.shell(
        """
        not test -e /etc/converge/agent.yml
        not test -e /etc/systemd/system/converge-agent.service
        """)
    }

    @Test func `drift is corrected by the next pass`() throws {
      try live()
      try host.shell("echo tampered > /srv/site/page")
      try wait(for: "grep -qx 'as declared' /srv/site/page")
      try wait(for: "converge history | grep -q changed")
      #expect(try status().code == 0)
    }

    @Test func `a monitor reports drift, and leaves it`() throws {
      try host.shell("mkdir -p /srv/site; echo 'as declared' > /srv/site/page")
      try live("mode: monitor\n")
      try host.shell("echo tampered > /srv/site/page")
      try wait(for: "converge agent status | grep -q '1 drifted'")
      #expect(try status().code == 2)
      try host.shell("grep -qx tampered /srv/site/page")
    }

    @Test func `a manifest is applied once, and drift then reported, until it says something else`()
      throws
    {
      try live("mode: apply_only\n")
      try host.shell("echo tampered > /srv/site/page")
      try wait(for: "converge agent status | grep -q '1 drifted'")
      try host.shell("grep -qx tampered /srv/site/page")
      try host.write(
        Self.manifest.replacing("as declared", with: "otherwise"), to: "/etc/converge/site.yml")
      try wait(for: "grep -qx otherwise /srv/site/page")
    }

    @Test func `a disabled agent does nothing until it is enabled`() throws {
      try live()
      try host.shell("converge agent disable --reason 'by a test' --for 1h; sleep 1")
      try host.shell("echo tampered > /srv/site/page; sleep 12; grep -qx tampered /srv/site/page")
      let (code, value) = try status()
      #expect(code == 2)
      #expect((value["disabled"] as? [String: Any])?["reason"] as? String == "by a test")
      try host.shell("converge agent enable")
      try wait(for: "grep -qx 'as declared' /srv/site/page")
    }

    @Test func `a reload takes a new configuration in force, and a wrong one not`() throws {
      try live()
      try host.shell(
        """
        echo 'mode: monitor' >> /etc/converge/agent.yml
        systemctl reload converge-agent
        """)
      try wait(for: "converge agent status | grep -q 'mode  *monitor'")
      try host.shell(
        "echo 'mode: nothing' >> /etc/converge/agent.yml; systemctl reload converge-agent")
      try wait(for: "converge agent status | grep -q 'old one stays in force'")
      try host.shell("test $(systemctl is-active converge-agent) = active")
    }

    @Test func `a wrong configuration stops it, with the place, and it is not tried again`() throws
    {
      try live()
      try host.shell(
        """
        echo 'mode: nothing' > /etc/converge/agent.yml
        not systemctl restart converge-agent
        test "$(systemctl show -P ExecMainStatus converge-agent)" = 78
        sleep 6
        test "$(systemctl show -P NRestarts converge-agent)" = 0
        journalctl -u converge-agent -o cat | grep -q 'agent.yml:1:7'
        """)
    }

    @Test func `killed in the middle of a pass, it comes again and loses no restart`() throws {
      try host.shell(
        """
        apt-get install -qy lab-service >/dev/null 2>&1
        rm -f /root/go /root/begun
        echo old > /etc/lab-service.conf; systemctl restart lab-service
        """)
      try live()
      try host.write(
        """
        name: site
        files: { /etc/lab-service.conf: { content: "new\\n", notify: [service:lab-service] } }
        commands:
          slow:
            script: "touch /root/begun; until test -e /root/go; do sleep 0.1; done"
            runs: every_apply
            require: [file:/etc/lab-service.conf]
            before: [service:lab-service]
        services: { lab-service: { running: true } }
        """, to: "/etc/converge/site.yml")
      try wait(for: "test -e /root/begun")
      let process = try host.shell("systemctl show -P MainPID converge-agent")
      try host.shell("kill -KILL \(process); touch /root/go; grep -qx old /run/lab-service/loaded")
      try wait(for: "grep -qx new /run/lab-service/loaded")
      try wait(for: "converge agent status")
      #expect(try host.shell("systemctl show -P NRestarts converge-agent") == "1")
    }

    @Test func `a restart waits for its window`() throws {
      try host.shell("apt-get install -qy lab-service >/dev/null 2>&1; systemctl start lab-service")
      try host.write("old\n", to: "/etc/lab-service.conf")
      try host.shell("systemctl restart lab-service")
      // A window of a minute, twelve hours from now.
      let minute = try host.shell("date -d '+12 hours' +%H:%M")
      let end = try host.shell("date -d '+12 hours +1 minute' +%H:%M")
      try live(
        by: """
          name: site
          files: { /etc/lab-service.conf: { content: "new\\n", notify: [service:lab-service] } }
          services: { lab-service: { running: true } }
          """,
        "windows: [{ from: \"\(minute)\", to: \"\(end)\", for: [restart] }]\n")
      try wait(for: "converge agent status | grep -q '1 waiting for a window, 1 owed'")
      try host.shell(
        """
        grep -qx new /etc/lab-service.conf
        grep -qx old /run/lab-service/loaded
        journalctl -u converge-agent -o cat | grep -q 'waits for a window until .* \(minute)'
        """)
      #expect(try status().code == 2)
      try host.shell("sed -i /windows/d /etc/converge/agent.yml; systemctl reload converge-agent")
      try wait(for: "grep -qx new /run/lab-service/loaded")
    }

    @Test func `a state directory that cannot be written is told, and gets over`() throws {
      try live()
      try host.shell(
        """
        mount --bind /var/lib/converge /var/lib/converge
        mount -o remount,ro,bind /var/lib/converge
        echo tampered > /srv/site/page
        """)
      try wait(
        for: "journalctl -u converge-agent -o cat --since -20s | grep -q 'no pass: .*read-only'")
      try host.shell(
        """
        grep -qx tampered /srv/site/page
        test $(systemctl is-active converge-agent) = active
        mount -o remount,rw,bind /var/lib/converge
        systemctl reload converge-agent
        """)
      try wait(for: "grep -qx 'as declared' /srv/site/page")
    }

    @Test func `a full disk is told, and gets over`() throws {
      try host.shell(
        """
        converge agent uninstall >/dev/null
        mkdir -p /var/lib/converge && mount -t tmpfs -o size=4m,mode=0700 tmpfs /var/lib/converge
        """)
      try live()
      try host.shell(
        """
        ! cat /dev/zero > /var/lib/converge/fill 2>/dev/null
        echo tampered > /srv/site/page
        """)
      try wait(
        for: "journalctl -u converge-agent -o cat --since -20s | grep -qi 'no space\\|full'")
      try host.shell(
        """
        test $(systemctl is-active converge-agent) = active
        rm /var/lib/converge/fill
        """)
      try wait(for: "grep -qx 'as declared' /srv/site/page && converge agent status")
      try host.shell("converge agent uninstall >/dev/null; umount /var/lib/converge")
    }

    @Test func `a systemd that starts itself anew keeps the agent`() throws {
      try live()
      let process = try host.shell("systemctl show -P MainPID converge-agent")
      try host.shell("systemctl daemon-reexec; echo tampered > /srv/site/page")
      try wait(for: "grep -qx 'as declared' /srv/site/page")
      #expect(try host.shell("systemctl show -P MainPID converge-agent") == process)
    }

    @Test func `it is replaced by its own manifest, and goes on as the new one`() throws {
      try host.shell("cp /usr/local/bin/converge /root/newer; printf x >> /root/newer")
      try live()
      let process = try host.shell("systemctl show -P MainPID converge-agent")
      try host.write(
        """
        name: site
        files:
          /usr/local/bin/converge: { source: /root/newer, mode: 0755, notify: [service:converge-agent] }
          /srv/site/after: { content: "after\\n", require: [service:converge-agent] }
        services: { converge-agent: { running: true, enabled: true } }
        """, to: "/etc/converge/site.yml")
      try wait(for: "test -e /srv/site/after && cmp -s /root/newer /usr/local/bin/converge")
      try wait(for: "test $(systemctl show -P MainPID converge-agent) != \(process)")
      try wait(for: "converge agent status")
      try host.shell(
        """
        test $(systemctl is-active converge-agent) = active
        cmp /proc/$(systemctl show -P MainPID converge-agent)/exe /root/newer
        test "$(systemctl show -P NRestarts converge-agent)" = 0
        """)
      #expect(try status().value["owed"] == nil)
    }

    @Test func `a timer makes pass after pass, and uninstall removes what was installed`() throws {
      try live()
      try host.shell(
        """
        converge agent install --timer
        test "$(systemctl is-enabled converge-agent.timer)" = enabled
        test "$(systemctl is-enabled converge-agent.service)" = static
        echo tampered > /srv/site/page
        """)
      try wait(for: "grep -qx 'as declared' /srv/site/page")
      try host.shell("echo tampered > /srv/site/page")
      try wait(for: "grep -qx 'as declared' /srv/site/page")
      try host.shell(
        """
        converge agent uninstall
        not test -e /etc/systemd/system/converge-agent.service
        not test -e /etc/systemd/system/converge-agent.timer
        test -z "$(systemctl list-units --all --no-legend 'converge-agent*')"
        test -e /etc/converge/agent.yml && test -e /var/lib/converge/ledger.db
        """)
      #expect(try host.converge("agent", "status").status == 69)
    }

    @Test func `a program that others can change is not installed`() throws {
      try host.shell("cp /usr/local/bin/converge /tmp/converge; chmod 777 /tmp/converge")
      let ending = try host.exec(
        "/tmp/converge", "agent", "install", "--source", "/etc/converge/site.yml")
      #expect(ending.status == 77)
      #expect(ending.error.contains("others than root can change it"), "\(ending.error)")
    }
  }
}
