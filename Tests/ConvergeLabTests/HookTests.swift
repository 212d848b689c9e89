import Foundation
import Testing

extension LabTests {
  /// Hooks on a real host: what becomes of a run when converge, the supervisor or the machine stops.
  @Suite(.serialized, .onLabHost("hook"))
  struct HookTests {
    private let host = LabHost.current

    private func state(_ hook: String) throws -> String {
      let listing = try host.converge("hook", "list", "--format", "json")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(listing.output.utf8)) as? [String: Any])
      let hooks = object["hooks"] as? [[String: Any]] ?? []
      return hooks.first { $0["hook"] as? String == "suite/\(hook)" }?["state"] as? String ?? "none"
    }

    @Test func `killed at every step, a hook runs once and is never lost`() throws {
      let manifest = { (version: Int) in
        """
        files: { /etc/hooked.conf: { content: "version \(version)\\n" } }
        hooks:
          count:
            subscribe: [file:/etc/hooked.conf]
            script: "cat /etc/hooked.conf >> /root/runs; sync /root/runs"
            on_interrupt: fail
        """
      }
      _ = try host.report("apply", manifest(0), status: 0)
      try host.write("name: suite\n" + manifest(1), to: LabHost.manifest)
      try host.shell(
        "LD_PRELOAD=/usr/lib/lab/kill-at.so LAB_COUNT_TO=/root/steps converge apply "
          + LabHost.manifest)
      let count = try #require(Int(try host.shell("cat /root/steps")))
      #expect(count >= 5)
      for step in 1...count {
        try host.write("name: suite\n" + manifest(step + 1), to: LabHost.manifest)
        let killed = try host.exec(
          "env", "LD_PRELOAD=/usr/lib/lab/kill-at.so", "LAB_KILL_AT=\(step)", "converge", "apply",
          LabHost.manifest)
        #expect(killed.status == 137, "step \(step): \(killed.output)\(killed.error)")
        let again = try host.converge("apply", LabHost.manifest)
        #expect(again.status == 0, "step \(step): \(again.output)\(again.error)")
        #expect(
          try host.shell("grep -cx 'version \(step + 1)' /root/runs") == "1",
          "step \(step) of \(count)")
        #expect(try host.converge("plan", LabHost.manifest).status == 0, "step \(step)")
      }
    }

    @Test func `killed with all its group while a hook runs, it goes on and is told of`() throws {
      let manifest = """
        hooks:
          slow: { trigger: 1, script: "echo begun >> /root/slow; sleep 3; exit 7" }
        """
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      try host.shell(
        """
        setsid converge apply \(LabHost.manifest) > /dev/null 2>&1 & P=$!
        until test -e /root/slow; do sleep 0.05; done
        kill -KILL -- -$P
        """)
      let after = try host.report("apply", manifest, status: 4)
      #expect(try after.resource("hook:slow").message.contains("exit status 7"))
      #expect(try host.shell("grep -c begun /root/slow") == "1")
      // It has failed, stands in reports, and is not run again by itself.
      let later = try host.report("apply", manifest, status: 4)
      #expect(try later.resource("hook:slow").message.contains("not run again"))
      #expect(try host.shell("grep -c begun /root/slow") == "1")
      #expect(try host.converge("hook", "retry", "slow").status == 0)
      _ = try host.report("apply", manifest, status: 4)
      #expect(try host.shell("grep -c begun /root/slow") == "2")
    }

    @Test(arguments: ["fail", "rerun", "continue"])
    func `a machine that goes down in the middle`(_ onInterrupt: String) throws {
      let name = "boot-\(onInterrupt)"
      let manifest = """
        hooks:
          \(name):
            runs: once
            on_interrupt: \(onInterrupt)
            script: |
              echo begun >> /root/\(name)
              test "$(wc -l < /root/\(name))" -gt 1 || sleep 60
        """
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      try host.shell(
        """
        (converge apply \(LabHost.manifest) > /dev/null 2>&1 &)
        until test -e /root/\(name); do sleep 0.05; done
        """)
      let boot = try host.shell("cat /proc/sys/kernel/random/boot_id")
      #expect(try Lab.lab([onInterrupt == "fail" ? "cut" : "stop", host.name]).status == 0)
      #expect(try Lab.lab(["start", host.name]).status == 0)
      #expect(try host.shell("cat /proc/sys/kernel/random/boot_id") != boot)
      let after = try host.report("apply", manifest, status: onInterrupt == "fail" ? 4 : 0)
      let runs = try host.shell("wc -l < /root/\(name)")
      switch onInterrupt {
      case "fail":
        #expect(
          try after.resource("hook:\(name)").message.contains("the machine went down while it ran"))
        #expect(runs == "1")
        #expect(try state(name) == "interrupted")
      case "rerun":
        #expect(runs == "2")
        #expect(try state(name) == "ok")
      default:
        #expect(runs == "1")
        #expect(try state(name) == "ok")
      }
    }

    @Test func `another converge in another place reruns nothing`() throws {
      try host.shell("mkdir -p /srv/moved")
      try host.write(
        """
        name: moving
        hooks:
          first: { runs: once, script: "echo once >> /root/once" }
        """, to: "/root/moving.yml")
      #expect(try host.converge("apply", "/root/moving.yml").status == 0)
      try host.shell(
        "cp /usr/local/bin/converge /opt/converge-2; mv /root/moving.yml /srv/moved/site.yml")
      let again = try host.exec("/opt/converge-2", "apply", "/srv/moved/site.yml")
      #expect(again.status == 0, "\(again.output)\(again.error)")
      #expect(try host.shell("grep -c once /root/once") == "1")
    }

    @Test func `a secret is nowhere but with the hook`() throws {
      let secret = "correct-horse-battery-staple"
      let manifest = """
        parameters: { password: { type: string, sensitive: true, default: "\(secret)" } }
        hooks:
          login:
            trigger: 1
            user: nobody
            secrets: { password: "${{ parameters.password }}" }
            environment: { TOKEN: "${{ parameters.password }}" }
            script: |
              cat $CREDENTIALS_DIRECTORY/password; echo; echo "$TOKEN" >&2
              printf correct-horse; sleep 0.2; echo -battery-staple
              cat $CREDENTIALS_DIRECTORY/password > /tmp/had
              cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > /tmp/arguments
              exit 1
        """
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      for format in ["text", "json", "yaml", "markdown"] {
        let ending = try host.converge("apply", LabHost.manifest, "--format", format, "-v")
        #expect(ending.status == 4)
        #expect(!(ending.output + ending.error).contains(secret), "\(format)")
        #expect(ending.output.contains("(sensitive)"), "\(format): it ran and said so")
        #expect(try host.converge("hook", "retry", "login").status == 0)
      }
      #expect(try host.shell("cat /tmp/had") == secret)
      #expect(!(try host.shell("cat /tmp/arguments")).contains(secret))
      let kept = try host.converge("report", "--hook", "login", "-v")
      #expect(!(kept.output + kept.error).contains(secret))
      try host.shell(
        """
        not grep -r -a -l \(secret) /var/lib/converge /run /var/log
        journalctl --no-pager -o export > /root/journal
        test -s /root/journal
        not grep -a -q \(secret) /root/journal
        """)
    }

    @Test func `what it wrote is kept whole and told in short`() throws {
      let manifest = """
        hooks:
          loud:
            trigger: 1
            script: |
              echo the beginning
              head -c 100000000 /dev/zero | tr '\\0' 'x'
              echo; echo the end; echo complaint >&2
        """
      let report = try host.report("apply", manifest, status: 0)
      let hooks = (report.object["resources"] as? [[String: Any]])?.first?["hook"] as? [String: Any]
      let output = try #require(hooks?["output"] as? [String: Any])
      #expect(output["bytes"] as? Int == 100_000_023)
      #expect((output["first"] as? String)?.hasPrefix("the beginning\n") == true)
      #expect((output["last"] as? String)?.hasSuffix("the end\n") == true)
      #expect((output["first"] as? String)?.utf8.count == 4096)
      try host.shell(
        """
        converge report --hook loud --output > /root/out 2> /root/err
        head -n 1 /root/out | grep -qx 'the beginning'; tail -n 1 /root/out | grep -qx 'the end'
        test "$(cat /root/err)" = complaint
        test "$(stat -c %s /root/out)" -le 68000000
        """)
    }

    @Test func `a policy lets nothing run that it does not allow`() throws {
      let script = "echo allowed"
      let digest = try host.shell("printf '%s' '\(script)' | sha256sum | cut -d' ' -f1")
      let manifest = """
        hooks:
          good: { trigger: 1, script: "\(script)" }
          evil: { trigger: 1, script: "touch /root/evil" }
        """
      try host.shell("mkdir -p /etc/converge")
      try host.write("scripts: { allowed: [\"\(digest)\"] }\n", to: "/etc/converge/agent.yml")
      let report = try host.report("apply", manifest, status: 4)
      #expect(try report.resource("hook:good").outcome == "ran")
      #expect(try report.resource("hook:evil").message.contains("policy of this host"))
      try host.shell("test ! -e /root/evil")
      try host.write("scripts: { alowed: [] }\n", to: "/etc/converge/agent.yml")
      let wrong = try host.converge("apply", LabHost.manifest)
      #expect(wrong.status == 78)
      #expect(wrong.error.contains("agent.yml:1:12"))
      try host.shell("rm /etc/converge/agent.yml")
      // What was refused stayed owed.
      let after = try host.report("apply", manifest, status: 0)
      #expect(try after.resource("hook:evil").outcome == "ran")
    }

    @Test func `a user whom nobody knows is an error before anything is done`() throws {
      let manifest = """
        name: suite
        files: { /root/untouched: { content: x } }
        hooks:
          lost: { trigger: 1, user: nobody-knows, script: "true" }
        """
      try host.write(manifest, to: LabHost.manifest)
      let ending = try host.converge("apply", LabHost.manifest)
      #expect(ending.status == 65)
      #expect(ending.error.contains("suite.yml:4:"))
      #expect(ending.error.contains("there is no user 'nobody-knows' on this host"))
      try host.shell("test ! -e /root/untouched")
    }

    @Test func `fetched, tried again, with its umask, it says how far it is and what came of it`()
      throws
    {
      try host.write(
        """
        #!/bin/sh
        umask > /root/mask
        echo "1 of 2" >&$CONVERGE_PROGRESS_FD
        echo version=42 >> $CONVERGE_OUTPUT
        echo try >> /root/tries
        test "$(wc -l < /root/tries)" -gt 1 || exit 75
        exit 3
        """, to: "/srv/tool.sh")
      // It breaks the first transfer off in the middle.
      try host.write(
        #"""
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8642", Listen => 5, ReuseAddr => 1);
        open(my $file, "<", "/srv/tool.sh"); local $/; my $content = <$file>;
        my $count = 0;
        while (my $client = $server->accept) {
          local $/ = "\r\n\r\n"; my $head = <$client>;
          my $length = length $content;
          my $sent = $count++ ? $content : substr($content, 0, 20);
          print $client "HTTP/1.1 200 OK\r\nContent-Length: $length\r\nConnection: close\r\n\r\n$sent";
          close $client;
        }
        """#, to: "/root/server.pl")
      let digest = try host.shell(
        """
        (setsid perl /root/server.pl > /dev/null 2>&1 &)
        sha256sum /srv/tool.sh | cut -d' ' -f1
        """)
      let report = try host.report(
        "apply",
        """
        hooks:
          tool:
            trigger: 1
            umask: "027"
            files: [{ url: "http://127.0.0.1:8642/tool.sh?sig=hush-hush", sha256: \(digest) }]
            command: [./tool.sh]
            exit_codes: { 3: changed, 75: retry }
            retry: { attempts: 3, delay: 100ms }
        """, status: 0)
      let resource = try #require((report.object["resources"] as? [[String: Any]])?.first)
      #expect(resource["attempts"] as? Int == 2)
      let hook = try #require(resource["hook"] as? [String: Any])
      #expect(hook["progress"] as? [String] == ["1 of 2"])
      #expect((hook["outputs"] as? [String: String]) == ["version": "42"])
      #expect(hook["exit_status"] as? Int == 3)
      #expect(try host.shell("cat /root/mask") == "0027")
      #expect(try state("tool") == "changed")
      try host.shell("not grep -r -a -l hush-hush /var/lib/converge")
    }

    @Test func `limits hold for all that it starts`() throws {
      let manifest = """
        hooks:
          fat: { trigger: 1, memory: 32M, script: "head -c 300000000 /dev/zero | tail -c 290000000" }
          many: { trigger: 1, tasks: 5, script: "for i in 1 2 3 4 5 6 7 8; do sleep 5 & done; wait" }
        """
      let report = try host.report("apply", manifest, status: 4)
      #expect(try report.resource("hook:fat").outcome == "failed")
      #expect(try report.resource("hook:many").outcome == "failed")
    }
  }
}
