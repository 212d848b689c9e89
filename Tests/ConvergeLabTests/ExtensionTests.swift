import Foundation
import Testing

extension LabTests {
  /// `converge hook run` on a real host: as a handler, under systemd's scopes, over a reboot.
  @Suite(.serialized, .onLabHost("hooks-extension"))
  struct ExtensionTests {
    private static let secret = "hunter2-and-much-more"
    /// For grep(1), whose own arguments it is not to find.
    private static let pattern = "hunter2-and-muc[h]-more"
    private static let handler = "/var/lib/waagent/Publisher.RunCommand-1.3.2"

    private let host = LabHost.current

    /// Makes a handler's directory, and openssl, which a lab host has not.
    private func makeHandler() throws {
      try host.copy("/usr/bin/openssl", to: "/usr/bin/openssl")
      try host.shell("mkdir -p /usr/lib/ssl; chmod 755 /usr/bin/openssl")
      try host.copy("/etc/ssl/openssl.cnf", to: "/usr/lib/ssl/openssl.cnf")
      let own = Self.handler
      try host.shell("mkdir -p \(own)/config \(own)/status; mkdir -p /var/log/azure/run-command")
      try host.write(
        """
        [{"name": "Publisher.RunCommand", "version": 1.0, "handlerEnvironment": {
          "logFolder": "/var/log/azure/run-command", "configFolder": "\(own)/config",
          "statusFolder": "\(own)/status", "heartbeatFile": "\(own)/heartbeat.log"}}]
        """, to: "\(own)/HandlerEnvironment.json")
    }

    private func give(
      _ file: String, _ settings: String, protected: String = "null", thumbprint: String = ""
    ) throws {
      try host.write(
        """
        {"runtimeSettings": [{"handlerSettings": {"publicSettings": \(settings),
          "protectedSettings": \(protected),
          "protectedSettingsCertThumbprint": "\(thumbprint)"}}]}
        """, to: "\(Self.handler)/config/\(file).settings")
    }

    /// Encrypts settings for a certificate of the host's.
    private func seal(_ settings: String) throws -> (thumbprint: String, text: String) {
      try host.write(settings, to: "/root/plain.json")
      let words = try host.shell(
        """
        cd /root
        openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=t -days 2 -keyout key -out cert 2>/dev/null
        thumb=$(openssl x509 -in cert -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :)
        chmod 700 /var/lib/waagent; chmod 600 key
        mv cert /var/lib/waagent/$thumb.crt; mv key /var/lib/waagent/$thumb.prv
        echo $thumb
        openssl cms -encrypt -outform DER -in plain.json /var/lib/waagent/$thumb.crt | base64 -w0
        rm plain.json
        """
      ).split(separator: "\n").map(String.init)
      try #require(words.count == 2)
      return (words[0], words[1])
    }

    private func status(_ file: String) throws -> (word: String, code: Int, message: String) {
      let text = try host.shell("cat \(Self.handler)/status/\(file).status")
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
      let status = json?.first?["status"] as? [String: Any] ?? [:]
      let message = (status["formattedMessage"] as? [String: Any])?["message"] as? String
      return (status["status"] as? String ?? "", status["code"] as? Int ?? -9, message ?? "")
    }

    private func enable(_ name: String, _ arguments: String...) throws -> Lab.Ending {
      try Lab.lab(
        [
          "exec", host.name, "--", "converge", "hook", "run", "--handler", Self.handler, "--name",
          name,
        ]
          + arguments)
    }

    @Test func `without openssl it ends with 69, and stays owed until that is there`() throws {
      try makeHandler()
      let sealed = try seal(#"{"protectedParameters": [{"name": "TOKEN", "value": "x"}]}"#)
      try give(
        "ssl.1", #"{"source": {"script": "touch /root/decrypted"}}"#,
        protected: #""\#(sealed.text)""#, thumbprint: sealed.thumbprint)
      try host.shell("mv /usr/bin/openssl /root/openssl")
      let without = try enable("ssl")
      #expect(without.status == 69, "\(without.output)\(without.error)")
      #expect(without.error.contains("apt-get install openssl"))
      #expect(try status("ssl.1").code == -1)
      try host.shell("test ! -e /root/decrypted; mv /root/openssl /usr/bin/openssl")
      #expect(try enable("ssl").status == 0)
      try host.shell("test -e /root/decrypted")
    }

    @Test func `as another user, in scopes, its secrets decrypted, and no password in sight`()
      throws
    {
      try makeHandler()
      let sealed = try seal(
        """
        {"runAsPassword": "\(Self.secret)-password",
         "protectedParameters": [{"name": "TOKEN", "value": "\(Self.secret)"}]}
        """)
      try give(
        "user.1",
        """
        {"source": {"script":
            "id -un; id -gn; echo \\"$1 $HOME\\"; echo $TOKEN; echo -n $TOKEN | base64; \
        touch /tmp/began; until test -e /tmp/go; do sleep 0.05; done"},
          "parameters": [{"value": "a b"}], "runAsUser": "nobody"}
        """, protected: #""\#(sealed.text)""#, thumbprint: sealed.thumbprint)
      #expect(try enable("user", "--detach").status == 0)
      try host.shell(
        """
        for _ in $(seq 200); do test -e /tmp/began && break; sleep 0.05; done; test -e /tmp/began
        # Nobody's arguments have it, and nobody's environment but the script's.
        not grep -a -l "\(Self.pattern)" /proc/[0-9]*/cmdline
        script=$(pgrep -u nobody -f 'script.sh' | head -n 1)
        owners=$(grep -a -l "\(Self.pattern)" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3)
        for pid in $owners; do test "$(stat -c %U /proc/$pid)" = nobody; done
        not grep -r -a -l "\(Self.pattern)" /var/lib/converge /var/lib/waagent /var/log /run /root
        supervisor=$(pgrep -f '[c]onverge supervise-hook')
        grep -q 'converge-hook-.*-supervisor.scope$' /proc/$supervisor/cgroup
        grep -q 'converge-hook-.*[0-9a-f].scope$' /proc/$script/cgroup
        """)
      #expect(try status("user.1").word == "transitioning")
      try host.shell("touch /tmp/go; chmod 666 /tmp/go")
      try host.shell(
        """
        for _ in $(seq 400); do
          grep -q Succeeded \(Self.handler)/status/user.1.status && break; sleep 0.05
        done
        """)
      let end = try status("user.1")
      #expect(end.word == "success")
      #expect(
        end.message.contains(
          #""output":"nobody\nnogroup\na b /nonexistent\n(sensitive)\n(sensitive)\n""#), "\(end)")
      try host.shell(
        """
        not grep -r -a -l "\(Self.pattern)" /var/lib/converge /var/lib/waagent /var/log /run /root
        journalctl --no-pager -o export > /root/journal; test -s /root/journal
        not grep -a -q "\(Self.pattern)" /root/journal; rm /root/journal
        grep -q 'user 1: run 1, ok' /var/log/azure/run-command/handler.log
        test "$(systemctl list-units --all --no-legend 'converge-hook-*' | wc -l)" = 0
        """)
    }

    @Test(arguments: ["stop", "cut"])
    func `a machine that goes down in the middle leaves no status in the air`(how: String) throws {
      try makeHandler()
      try give(
        "\(how).1",
        """
        {"source": {"script": "echo x >> /root/\(how); sync /root/\(how); sleep 600"},
         "treatFailureAsDeploymentFailure": true}
        """)
      #expect(try enable(how, "--detach").status == 0)
      try host.shell("for _ in $(seq 200); do test -s /root/\(how) && break; sleep 0.05; done")
      #expect(try status("\(how).1").word == "transitioning")
      let boot = try host.shell("cat /proc/sys/kernel/random/boot_id")
      #expect(try Lab.lab([how, host.name]).status == 0)
      #expect(try Lab.lab(["start", host.name]).status == 0)
      #expect(try host.shell("cat /proc/sys/kernel/random/boot_id") != boot)
      for _ in 0..<2 {
        let after = try enable(how)
        #expect(after.status == 4, "\(after.output)\(after.error)")
        let status = try status("\(how).1")
        #expect(status.word == "error")
        #expect(status.code == 3)
        #expect(status.message.contains("the machine went down while it ran"), "\(status)")
      }
      #expect(try host.shell("wc -l < /root/\(how)") == "1")
      // Whoever wants it all the same says so.
      try host.shell("converge hook retry Publisher.RunCommand/\(how) | grep -q 'runs again'")
    }

    @Test func `an empty script ends all of it, and the status of both says canceled`() throws {
      try makeHandler()
      try give(
        "cancel.1",
        #"{"source": {"script": "(setsid sleep 4801 &); touch /root/canceling; sleep 4801"}}"#)
      #expect(try enable("cancel", "--detach").status == 0)
      try host.shell("for _ in $(seq 200); do test -e /root/canceling && break; sleep 0.05; done")
      try give("cancel.2", #"{"source": {"script": ""}}"#)
      let ending = try enable("cancel")
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
      try host.shell("not pgrep -fx 'sleep 4801'")
      for file in ["cancel.1", "cancel.2"] {
        #expect(try status(file).message.contains(#""executionState":"Canceled""#), "\(file)")
      }
    }

    @Test func `what a killed supervisor leaves in the scope is ended by the next run`() throws {
      try makeHandler()
      try give(
        "left.1",
        #"{"source": {"script": "(setsid sleep 4802 &); sleep 0.2; touch /root/leaving; sleep 4802"}}"#
      )
      #expect(try enable("left", "--detach").status == 0)
      try host.shell(
        """
        for _ in $(seq 200); do test -e /root/leaving && break; sleep 0.05; done
        pkill -KILL -f '[c]onverge supervise-hook'
        for _ in $(seq 200); do pgrep -f '[c]onverge hook run' || break; sleep 0.05; done
        not pgrep -fx 'sleep 4802'
        test "$(systemctl list-units --all --no-legend 'converge-hook-*' | wc -l)" = 0
        """)
      #expect(try status("left.1").message.contains("it was killed with its supervisor"))
    }
  }
}
