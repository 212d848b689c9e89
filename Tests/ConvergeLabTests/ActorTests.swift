import Foundation
import Testing

extension LabTests {
  /// What is told of those who change units and containers, whom nothing names.
  @Suite(.serialized, .onLabHost("who"))
  struct ActorTests {
    private let host = LabHost.current
    private let site = "/etc/converge/site.yml"

    private struct Actor: Decodable {
      struct Command: Decodable {
        var command: String
        var user: String?
        var login_user: String?
        var unit: String?
      }

      var process: String
      var at: String?
      var told: String?
      var unknown: String?
      var modified: String?
      var owner: String?
      var package: String?
      var commands: [Command]?
    }

    private static let services = """
      name: suite
      services:
        one: { running: true, enabled: true }
        two: { running: true, enabled: true }
      """

    /// Two services, and an agent that keeps them; nothing has happened to them lately.
    private func prepare(_ manifest: String, with agent: Bool = true) throws {
      try host.shell("mkdir -p /etc/converge; systemctl stop converge-agent 2>/dev/null || :")
      for unit in ["one", "two"] {
        try host.write(
          "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n",
          to: "/etc/systemd/system/\(unit).service")
      }
      try host.shell("systemctl daemon-reload; id anna >/dev/null 2>&1 || useradd -u 1000 anna")
      try host.write(manifest, to: site)
      guard agent else {
        try host.shell("converge apply \(site) >/dev/null")
        return
      }
      try host.write(
        "source: \(site)\nmode: enforce\ninterval: 12h\nsplay: 0s\n", to: "/etc/converge/agent.yml")
      let ending = try host.converge("agent", "install")
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
      try host.shell("systemctl restart converge-agent")
      try wait(for: "systemctl is-active one two")
      try host.shell("sleep 3")
    }

    private func wait(
      for script: String, at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.shell(
        "for n in $(seq 600); do { \(script); } >/dev/null 2>&1 && exit; sleep 0.1; done; exit 1",
        at: location)
    }

    /// What runs did with a resource, the newest first.
    private func history(of reference: String) throws -> [[String: Any]] {
      let text = try host.shell("converge history \(reference) --format json")
      return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    }

    /// Does it, waits until it is undone and kept, and says what was told of the resources.
    private func told(
      of references: [String], _ script: String, until proof: String
    ) throws -> [String: Actor] {
      let known = try references.map { try history(of: $0).count }
      try host.shell(script)
      try wait(for: proof)
      var actors: [String: Actor] = [:]
      for (reference, count) in zip(references, known) {
        var rows = try history(of: reference)
        for _ in 0..<100 where rows.count == count {
          try host.shell("sleep 0.1")
          rows = try history(of: reference)
        }
        #expect(rows.count > count, "nothing is kept of \(reference)")
        guard let found = rows.first?["actor"], !(found is NSNull) else { continue }
        actors[reference] = try JSONDecoder().decode(
          Actor.self, from: try JSONSerialization.data(withJSONObject: found))
      }
      return actors
    }

    /// As somebody does who has logged in.
    private func asAnna(_ command: String) -> String {
      "systemd-run -q --scope --unit=session-7 bash -c 'echo 1000 > /proc/self/loginuid; \(command)'"
    }

    @Test func `a stop is a job of systemd's, and the command that named the unit is told`() throws
    {
      try prepare(Self.services)
      let actor = try #require(
        try told(
          of: ["service:one"], asAnna("exec systemctl stop one"), until: "systemctl is-active one")[
            "service:one"])
      #expect(actor.process == "")
      #expect(actor.told == "a job of systemd stopped it")
      #expect(actor.unknown == "systemd does not say who did it")
      let command = try #require(actor.commands?.first)
      #expect(actor.commands?.count == 1)
      #expect(command.command == "systemctl stop one")
      #expect(command.user == "root")
      #expect(command.login_user == "anna")
      #expect(command.unit == "session-7.scope")
    }

    @Test func `a signal that ended a service is told, and no command of before`() throws {
      try prepare(Self.services)
      _ = try told(
        of: ["service:one"], "systemctl stop one", until: "systemctl is-active one")
      let actor = try #require(
        try told(
          of: ["service:one"], "kill -9 $(systemctl show -P MainPID one)",
          until: "systemctl is-active one")["service:one"])
      #expect(actor.process == "")
      #expect(actor.told == "its main process was killed by SIGKILL")
      #expect(actor.commands == nil)
    }

    @Test func `of what happens to two services at once each is told its own`() throws {
      try prepare(Self.services)
      let actors = try told(
        of: ["service:one", "service:two"], "systemctl stop one & systemctl disable -q two & wait",
        until: "systemctl is-active one && systemctl is-enabled two")
      #expect(actors["service:one"]?.told == "a job of systemd stopped it")
      #expect(actors["service:one"]?.commands?.map(\.command) == ["systemctl stop one"])
      #expect(actors["service:two"]?.told == nil)
      #expect(actors["service:two"]?.commands?.map(\.command) == ["systemctl disable -q two"])
    }

    @Test func `a run without an agent tells what the journal knows, and sudo's lines`() throws {
      try prepare(Self.services, with: false)
      // sudo's line, from a process with sudo's program.
      try host.shell("cp /usr/bin/perl /usr/bin/sudo")
      try host.write(
        """
        use Socket;
        socket(S, AF_UNIX, SOCK_DGRAM, 0) or die; connect(S, sockaddr_un("/dev/log")) or die;
        send(S, "<85>sudo: anna : TTY=pts/0 ; PWD=/ ; USER=root ; "
          . "COMMAND=/usr/bin/systemctl stop one", 0);
        sleep 2; system("systemctl stop one"); system("kill -9 " . `systemctl show -P MainPID two`);
        sleep 1;
        """, to: "/root/line")
      try host.shell("/usr/bin/sudo /root/line; rm /usr/bin/sudo")
      let planned = try host.converge("drift", site, "--format", "json").output
      let actors = try told(
        of: ["service:one", "service:two"], "converge apply \(site)",
        until: "systemctl is-active one two")
      #expect(planned.contains("a job of systemd stopped it"))
      let one = try #require(actors["service:one"])
      #expect(one.told == "a job of systemd stopped it")
      #expect(one.commands?.map(\.command) == ["sudo /usr/bin/systemctl stop one"])
      #expect(one.commands?.first?.user == "anna")
      #expect(actors["service:two"]?.told == "its main process was killed by SIGKILL")
      #expect(actors["service:two"]?.commands == nil)
    }

    @Test func `a file that was put right has told before when it was modified, and whose it was`()
      throws
    {
      try prepare(
        "name: suite\nfiles:\n  /srv/f: { content: \"f\\n\", owner: root }\n", with: false)
      try host.shell("chown daemon /srv/f; echo x > /srv/f; touch -d 2026-01-02T03:04:05Z /srv/f")
      let actor = try #require(
        try told(of: ["file:/srv/f"], "converge apply \(site)", until: "grep -q f /srv/f")[
          "file:/srv/f"])
      #expect(actor.process == "")
      #expect(actor.modified == "2026-01-02T03:04:05Z")
      #expect(actor.owner == "daemon")
    }

    @Test func `a container's end is told in the engine's words, with the command`() throws {
      try prepare(
        """
        name: suite
        services:
          one: { running: true, enabled: true }
          two: { running: true, enabled: true }
        containers:
          api: { image: "lab/web:1" }
        """)
      let isUp = "test $(docker inspect -f '{{.State.Running}}' api) = true"
      try wait(for: isUp)
      try host.shell("sleep 3")
      let actor = try #require(
        try told(of: ["container:api"], "docker kill api >/dev/null", until: isUp)["container:api"])
      #expect(actor.process == "")
      #expect(actor.told == "the engine says 'kill' with SIGKILL, 'die' with exit status 137")
      #expect(actor.unknown == "it does not say who asked for it")
      #expect(actor.commands?.map(\.command) == ["docker kill api"])
    }
  }
}
