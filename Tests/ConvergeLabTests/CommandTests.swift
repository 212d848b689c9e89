import Foundation
import Testing

extension LabTests.KindTests {
  /// Commands as real processes.
  @Suite(.serialized)
  struct CommandTests {
    private let host = LabHost.current

    @Test func `at its timeout all that it has started ends, also what ignores TERM`() throws {
      let report = try host.report(
        "apply",
        """
        commands:
          slow:
            script: |
              (trap '' TERM; sleep 4711) &
              sh -c 'sleep 4711' &
              sleep 4711
            runs: every_apply
            timeout: 1s
        """, status: 4)
      #expect(try report.resource("command:slow").message.contains("did not end within 1 s"))
      #expect(try host.shell("pgrep -fx 'sleep 4711' || echo none") == "none")
    }

    @Test func `a child that is left behind and holds the output open is not waited for`() throws {
      try host.bring(
        """
        commands:
          daemon:
            script: "setsid sleep 4712 & touch /run/daemon-started"
            creates: /run/daemon-started
            timeout: 60s
        """, unmade: "test ! -e /run/daemon-started",
        made: "pgrep -fx 'sleep 4712' > /dev/null; pkill -fx 'sleep 4712'")
    }

    @Test func `what it says is kept within bounds`() throws {
      let report = try host.report(
        "apply",
        """
        commands:
          loud:
            script: "head -c 300000000 /dev/zero | tr '\\\\0' x >&2; echo >&2; echo the end >&2; exit 3"
            runs: every_apply
        """, status: 4)
      let message = try report.resource("command:loud").message
      #expect(message.contains("exit status 3"))
      #expect(message.contains("the end"))
      #expect(message.utf8.count < 2_000)
    }

    @Test func `a plan runs the guards as its user, and not the command`() throws {
      // Where its own link leads, which root would not follow.
      try host.shell(
        """
        useradd --system lab-runner; install -d -o lab-runner /srv/own /srv/own/real
        runuser -u lab-runner -- ln -s real /srv/own/current
        """)
      try host.bring(
        """
        commands:
          once:
            command: [sh, -c, "id -un > /tmp/ran; id -Gn >> /tmp/ran; pwd >> /tmp/ran"]
            unless: "id -un > /tmp/asked; test -e /tmp/ran"
            user: lab-runner
            cwd: /srv/own/current
        """,
        unmade: """
          test "$(cat /tmp/asked)" = lab-runner; test ! -e /tmp/ran
          stat -c %U /tmp/asked | grep -qx lab-runner
          """,
        made: "test \"$(tr '\\n' ' ' < /tmp/ran)\" = 'lab-runner lab-runner /srv/own/real '")
    }

    @Test func `nothing of converge's own reaches it but what is written`() throws {
      try host.write(
        """
        name: suite
        commands:
          told:
            script: "env | sort > /tmp/environment; ls /proc/self/fd | wc -l >> /tmp/environment"
            environment: { MODE: fast, LANG: null }
            runs: every_apply
        """, to: LabHost.manifest)
      let ending = try host.exec(
        "env", "SECRET=x", "LD_LIBRARY_PATH=/tmp", "converge", "apply", LabHost.manifest)
      #expect(ending.status == 0, "\(ending.error)")
      let told = try host.shell("cat /tmp/environment").split(separator: "\n")
      let names = told.dropLast().map { $0.prefix { $0 != "=" } }
      #expect(Set(names) == ["HOME", "LC_ALL", "MODE", "PATH", "PWD"])
      #expect(told.last == "4", "three, and the one that ls reads the directory through")
    }
  }
}
