import Foundation
import Testing

extension LabTests {
  /// A service's restart or reload that is owed is delivered, whatever comes between: the service
  /// itself tells which configuration it has loaded.
  @Suite(.serialized, .onLabHost("owed"))
  struct OwedTests {
    private let host = LabHost.current

    init() throws {
      for version in 1...2 {
        try host.write(
          """
          name: owed
          packages: [lab-service]
          files:
            /etc/lab-service.conf:
              content: "version \(version)\\n"
              notify: [service:lab-service]
          services:
            lab-service: { running: true, enabled: true, on_refresh: reload }
          """, to: "/root/v\(version).yml")
      }
    }

    private func loaded() throws -> String { try host.shell("cat /run/lab-service/loaded") }

    @Test(arguments: ["before", "after"])
    func `killed at every step, the service has loaded what is on disk`(_ moment: String) throws {
      #expect(try host.converge("apply", "/root/v1.yml").status == 0)
      try host.shell(
        """
        LD_PRELOAD=/usr/lib/lab/kill-at.so LAB_COUNT_TO=/root/steps converge apply /root/v2.yml
        """)
      let count = try #require(Int(try host.shell("cat /root/steps")))
      #expect(count >= 3)
      for step in 1...count {
        #expect(try host.converge("apply", "/root/v1.yml").status == 0)
        #expect(try loaded() == "version 1")
        let killed = try host.exec(
          "env", "LD_PRELOAD=/usr/lib/lab/kill-at.so", "LAB_KILL_AT=\(step)",
          "LAB_KILL_MOMENT=\(moment)", "converge", "apply", "/root/v2.yml")
        #expect(killed.status == 137, "step \(step): \(killed.output)\(killed.error)")
        let again = try host.converge("apply", "/root/v2.yml")
        #expect(again.status == 0, "step \(step): \(again.output)\(again.error)")
        #expect(try loaded() == "version 2", "step \(step): \(again.output)")
        #expect(try host.converge("plan", "/root/v2.yml").status == 0)
      }
    }

    @Test func `a refresh that failed is delivered by the next run`() throws {
      #expect(try host.converge("apply", "/root/v1.yml").status == 0)
      try host.shell(
        """
        mkdir -p /etc/systemd/system/lab-service.service.d
        cat > /etc/systemd/system/lab-service.service.d/fail.conf <<'END'
        [Service]
        ExecReload=
        ExecReload=/bin/sh -c 'test ! -e /run/fail && exec /usr/lib/lab-service/reload $MAINPID'
        END
        systemctl daemon-reload
        touch /run/fail
        """)
      let failing = try host.converge("apply", "/root/v2.yml", "--format", "json")
      #expect(failing.status == 4, "\(failing.output)\(failing.error)")
      #expect(try Report(failing.output).resource("service:lab-service").outcome == "failed")
      #expect(try loaded() == "version 1")
      #expect(try host.converge("plan", "/root/v2.yml").status == 2)
      try host.shell("rm /run/fail")
      let again = try host.converge("apply", "/root/v2.yml", "--format", "json")
      #expect(again.status == 0, "\(again.output)\(again.error)")
      #expect(try Report(again.output).resource("service:lab-service").outcome == "refreshed")
      #expect(try loaded() == "version 2")
      #expect(try host.converge("plan", "/root/v2.yml").status == 0)
    }

    @Test func `after a power cut it is delivered once the host is back`() throws {
      #expect(try host.converge("apply", "/root/v1.yml").status == 0)
      // Between the change of the file and the reload: the reload waits, and the power goes.
      try host.shell(
        """
        mkdir -p /etc/systemd/system/lab-service.service.d
        printf '[Service]\\nExecReload=\\nExecReload=/bin/sleep 60\\n' \
          > /etc/systemd/system/lab-service.service.d/fail.conf
        systemctl daemon-reload
        (converge apply /root/v2.yml > /dev/null 2>&1 &)
        until grep -q 'version 2' /etc/lab-service.conf; do sleep 0.02; done
        sleep 0.3
        """)
      #expect(try Lab.lab(["cut", host.name]).status == 0)
      #expect(try Lab.lab(["start", host.name]).status == 0)
      try host.shell(
        """
        rm /etc/systemd/system/lab-service.service.d/fail.conf
        systemctl daemon-reload
        """)
      let again = try host.converge("apply", "/root/v2.yml")
      #expect(again.status == 0, "\(again.output)\(again.error)")
      #expect(try loaded() == "version 2")
      #expect(try host.converge("plan", "/root/v2.yml").status == 0)
    }
  }
}
