import Foundation
import Testing

extension LabTests {
  /// What a hook's run is made of under a real systemd: scopes of their own.
  @Suite(.serialized, .onLabHost("run"))
  struct HookRunTests {
    private let host = LabHost.current

    /// Runs the manifest behind a unit of systemd's, which is gone when it has ended.
    private func asService(_ manifest: String) throws {
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      try host.shell(
        "systemd-run -q --unit converge-now --collect converge apply \(LabHost.manifest)")
    }

    @Test func `it is in a scope with its limits, its supervisor in one without`() throws {
      try asService(
        """
        hooks:
          bounded:
            trigger: 1
            memory: 64M
            cpu: 0.5
            tasks: 20
            script: "until test -e /root/bounded; do sleep 0.05; done"
        """)
      try host.shell(
        """
        scope() { systemctl list-units --no-legend --plain "$1" | cut -d' ' -f1; }
        for _ in $(seq 400); do test -n "$(scope 'converge-hook-*[0-9a-f].scope')" && break; sleep 0.05; done
        program=$(scope 'converge-hook-*[0-9a-f].scope')
        supervisor=${program%.scope}-supervisor.scope
        show() { systemctl show "$1" -P "$2"; }
        test "$(show $program MemoryMax)" = 67108864
        test "$(show $program MemorySwapMax)" = 0
        test "$(show $program CPUQuotaPerSecUSec)" = 500ms
        test "$(show $program TasksMax)" = 20
        test "$(show $program Slice)" = system.slice
        test "$(show $supervisor MemoryMax)" = infinity
        test "$(show $supervisor ActiveState)" = active
        systemctl show $program -P Before | tr ' ' '\\n' | grep -qx $supervisor
        pid=$(pgrep -f '[c]onverge supervise-hook')
        grep -q "/$supervisor$" /proc/$pid/cgroup
        grep -q "/$program$" /proc/$(pgrep -P $pid)/cgroup
        touch /root/bounded
        while systemctl -q is-active $program || systemctl -q is-active $supervisor; do sleep 0.05; done
        while systemctl -q is-active converge-now; do sleep 0.05; done
        test "$(systemctl list-units --all --no-legend 'converge-hook-*' | wc -l)" = 0
        """)
    }

    @Test func `stopping the service that started it leaves it alone`() throws {
      let manifest = """
        hooks:
          outliving: { trigger: 1, script: "touch /root/begun; sleep 2; echo lived >> /root/lived" }
        """
      try asService(manifest)
      try host.shell(
        """
        until test -e /root/begun; do sleep 0.05; done
        systemctl stop converge-now
        test ! -e /root/lived
        until test -e /root/lived; do sleep 0.05; done
        """)
      _ = try host.report("apply", manifest, status: 0)
      #expect(try host.shell("cat /root/lived") == "lived")
    }

    @Test func `what takes more memory than it may is killed, and not its supervisor`() throws {
      let report = try host.report(
        "apply",
        """
        hooks:
          greedy:
            trigger: 1
            memory: 32M
            command: [perl, -e, "my @all; push @all, 'x' x 1000000 while 1"]
        """, status: 4)
      let message = try report.resource("hook:greedy").message
      #expect(message.contains("signal"), "\(message)")
    }

    @Test func `at its timeout nobody is left in its scope`() throws {
      let report = try host.report(
        "apply",
        """
        hooks:
          slow:
            trigger: 1
            timeout: 1s
            kill_after: 1s
            script: |
              trap '' TERM
              setsid sh -c 'trap "" TERM; (setsid sleep 4713 &) ; sleep 4713' &
              sleep 4713
        """, status: 4)
      #expect(try report.resource("hook:slow").message.contains("did not end in time"))
      try host.shell(
        """
        not pgrep -fx 'sleep 4713'
        test "$(systemctl list-units --all --no-legend 'converge-hook-*' | wc -l)" = 0
        """)
    }

    @Test func `what a killed supervisor leaves is ended before anything else runs`() throws {
      let manifest = """
        hooks:
          orphaned:
            runs: once
            on_interrupt: rerun
            script: |
              pgrep -fx 'sleep 4715' > /root/beside && exit 1
              test -e /root/orphaned && exit 0
              setsid sleep 4715 & sleep 0.2
              touch /root/orphaned; sleep 600
        """
      try asService(manifest)
      try host.shell(
        """
        until test -e /root/orphaned; do sleep 0.05; done
        pkill -KILL -f '[c]onverge supervise-hook'
        while systemctl -q is-active converge-now; do sleep 0.05; done
        """)
      let report = try host.report("apply", manifest, status: 0)
      #expect(try report.resource("hook:orphaned").outcome == "ran")
      try host.shell(
        """
        not pgrep -fx 'sleep 4715'
        test ! -s /root/beside
        test "$(systemctl list-units --all --no-legend 'converge-hook-*' | wc -l)" = 0
        """)
    }

    @Test func `what it leaves running keeps its scope, and nothing else of it`() throws {
      _ = try host.report(
        "apply",
        """
        hooks:
          leaving: { trigger: 1, script: "setsid sleep 4714 &" }
        """, status: 0)
      try host.shell(
        """
        scope=$(systemctl list-units --no-legend --plain 'converge-hook-*' | cut -d' ' -f1)
        case $scope in *-supervisor.scope) exit 1 ;; *.scope) ;; *) exit 1 ;; esac
        pkill -fx 'sleep 4714'
        while systemctl -q is-active $scope; do sleep 0.05; done
        not pgrep -f '[c]onverge supervise-hook'
        """)
    }

    @Test func `a shutdown ends it, and its end says so`() throws {
      try asService(
        """
        hooks:
          halted:
            trigger: 1
            script: |
              trap 'exit 9' TERM; touch /root/running
              while :; do sleep 0.1; done
        """)
      try host.shell("until test -e /root/running; do sleep 0.05; done")
      #expect(try Lab.lab(["stop", host.name]).status == 0)
      #expect(try Lab.lab(["start", host.name]).status == 0)
      let ends = try host.shell(
        "grep -l '\"was_stopped\":true' $(find /var/lib/converge/hooks -name ended) | wc -l")
      #expect(ends == "1")
    }
  }
}
