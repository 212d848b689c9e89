import Foundation
import Testing

extension LabTests {
  /// The agent as systemd runs it, on a host that somebody tampers with.
  @Suite(.serialized, .onLabHost("watch"))
  struct AgentWatchTests {
    private let host = LabHost.current
    private let site = "/etc/converge/site.yml"

    /// Who was named for a path, in the agent's last report that tells of it.
    private struct Actor: Decodable {
      var process: String
      var pid: Int?
      var user: String?
      var command: String?
    }

    private func runAgent(_ manifest: String, mode: String) throws {
      try host.shell("mkdir -p /etc/converge; systemctl stop converge-agent 2>/dev/null || :")
      try host.write(manifest, to: site)
      try host.write(
        "source: \(site)\nmode: \(mode)\ninterval: 12h\nsplay: 0s\n", to: "/etc/converge/agent.yml")
      let ending = try host.converge("agent", "install")
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
      try host.shell("systemctl restart converge-agent")
    }

    /// Waits until a script succeeds: as long as a busy machine may take.
    private func wait(
      for script: String, _ purpose: String, at location: SourceLocation = #_sourceLocation
    ) throws {
      let ending = try host.exec(
        "bash", "-c",
        "for n in $(seq 600); do { \(script); } >/dev/null 2>&1 && exit; "
          + "sleep 0.1; done; exit 1")
      guard ending.status != 0 else { return }
      let log = try host.shell("journalctl -u converge-agent -n 40 --no-pager")
      Issue.record("\(purpose) was not repaired\n\(log)", sourceLocation: location)
    }

    /// Of the last run that tells of a resource.
    private func actor(of reference: String) throws -> Actor? {
      let text = try host.shell("converge report --format json")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let resources = report["resources"] as? [[String: Any]] ?? []
      guard let found = resources.first(where: { $0["ref"] as? String == reference })?["actor"],
        !(found is NSNull)
      else { return nil }
      return try JSONDecoder().decode(
        Actor.self, from: try JSONSerialization.data(withJSONObject: found))
    }

    @Test func `whatever is tampered with is repaired at once`() throws {
      let manifest = try String(
        contentsOfFile: "\(Lab.repository)/Manifests/web-host.yml", encoding: .utf8)
      try runAgent(manifest, mode: "enforce")
      try wait(for: "curl -sf http://127.0.0.1:8080/api/", "the host")
      try host.shell("sleep 2")
      for tampering in Tampering.all {
        let ending = try host.exec("bash", "-euc", tampering.script)
        #expect(ending.status == 0, "\(tampering.name): \(ending)")
        try wait(for: tampering.proof, tampering.name)
        // What was repaired may still have a service restarted, which would cancel its stop.
        try host.shell("sleep 1")
      }
    }

    @Test func `what was changed in the manifest and applied by hand is not taken back`() throws {
      let file = "/srv/watched"
      let manifest = "name: suite\nfiles:\n  \(file): { content: \"old\\n\", mode: 0644 }\n"
      try runAgent(manifest, mode: "enforce")
      try wait(for: "grep -qx old \(file)", "the file")
      try host.shell("sleep 2")
      try host.shell("sed -i s/old/new/ \(site); converge apply \(site) >/dev/null")
      try host.shell("sleep 1; grep -qx new \(file)")
      try host.shell("echo tampered > \(file)")
      try wait(for: "grep -qx new \(file)", "what was tampered with after it")
    }

    @Test func `containers are watched by an engine that was started anew, too`() throws {
      let manifest = try String(
        contentsOfFile: "\(Lab.repository)/Manifests/web-host.yml", encoding: .utf8)
      try runAgent(manifest, mode: "enforce")
      try wait(for: "curl -sf http://127.0.0.1:8080/api/", "the host")
      try host.shell("systemctl restart docker")
      let isUp = "test $(docker inspect -f '{{.State.Running}}' api) = true"
      try wait(for: isUp, "the engine's restart")
      try host.shell("sleep 6; docker kill api >/dev/null")
      try wait(for: isUp, "the container")
      try host.shell("test $(systemctl is-active converge-agent) = active")
    }

    @Test(arguments: [
      ("an editor", "printf '1s/old/new/\\nw\\nq\\n' | busybox ed FILE", "busybox"),
      ("sed", "sed -i s/old/new/ FILE", "sed"),
      ("a redirection", "sh -c 'echo new > FILE'", "dash"),
      ("mv", "echo new > FILE.other; mv FILE.other FILE", "mv"),
      ("rm", "rm FILE", "rm"),
      ("a script", "perl -e 'open F, \">FILE\"; print F 1; close F; sleep 1'", "perl"),
    ])
    func `the program that changed a file is named`(
      name: String, script: String, program: String
    ) throws {
      let file = "/srv/watched"
      try runAgent(
        "name: suite\nfiles:\n  \(file): { content: \"old\\n\", mode: 0644 }\n", mode: "enforce")
      try wait(for: "grep -q old \(file)", "the file")
      try host.shell("sleep 2")
      try host.shell(script.replacing("FILE", with: file))
      try wait(for: "grep -q old \(file)", name)
      try host.shell("sleep 1")
      let actor = try #require(try actor(of: "file:\(file)"))
      #expect(actor.process == program)
      #expect(actor.user == "root")
    }

    @Test func `a package that is upgraded is put back, and dpkg named`() throws {
      try runAgent(
        """
        name: suite
        packages:
          lab-app: { version: 1.0.0, allow_downgrade: true }
        """, mode: "enforce")
      let proof = "dpkg-query -W -f '${Version}' lab-app | grep -qx 1.0.0"
      try wait(for: proof, "the package")
      try host.shell("sleep 2; apt-get install -y -qq lab-app=1.1.0 >/dev/null 2>&1")
      try wait(for: proof, "the upgrade")
      try host.shell("sleep 1")
      #expect(try actor(of: "package:lab-app")?.process == "dpkg")
    }

    /// As many as `CONVERGE_LAB_TAMPERINGS` says; each file once, so that each has one culprit.
    @Test func `nineteen of twenty culprits are named, and nobody wrong`() throws {
      let count =
        ProcessInfo.processInfo.environment["CONVERGE_LAB_TAMPERINGS"].flatMap(Int.init) ?? 200
      let files = (0..<count).map { "  /srv/t/f\($0): { content: \"old\\n\" }" }
      let manifest =
        "name: suite\ndirectories: [/srv/t]\nfiles:\n\(files.joined(separator: "\n"))\n"
      try runAgent(manifest, mode: "apply_only")
      try wait(for: "test -e /srv/t/f\(count - 1)", "the files")
      try host.shell("sleep 3")
      try host.write(Self.tamper, to: "/root/tamper")
      try host.shell("bash /root/tamper \(count) < /dev/null > /dev/null 2>&1; sleep 3")
      try judge(count, told: try host.shell("cat /root/told"))
    }

    private func judge(_ count: Int, told: String) throws {
      let ending = try host.converge("drift", site, "--format", "json")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      var actors: [String: [String: Any]] = [:]
      for resource in report["resources"] as? [[String: Any]] ?? [] {
        guard let ref = resource["ref"] as? String else { continue }
        actors[ref] = resource["actor"] as? [String: Any]
      }
      var named = 0
      var wrong: [String] = []
      var unnamed: [String] = []
      let lines = told.split(separator: "\n")
      for line in lines {
        let words = line.split(separator: " ").map(String.init)
        let actor = actors["file:/srv/t/f\(words[0])"]
        let process = actor?["process"] as? String ?? ""
        if process.isEmpty {
          unnamed.append("\(line): \(actor?["unknown"] ?? "nothing")")
        } else if process == words[2], "\(actor?["pid"] ?? "")" == words[1] {
          named += 1
        } else {
          wrong.append("\(line): \(actor ?? [:])")
        }
      }
      print("\(named) of \(count) culprits named, \(wrong.count) wrong, \(unnamed.count) not named")
      #expect(lines.count == count)
      #expect(wrong.isEmpty, "\(wrong.prefix(5))")
      #expect(named * 20 >= count * 19, "\(named) of \(count): \(unnamed.prefix(5))")
    }

    /// Writes down who does what: number, process, program. Half of them live for a moment; all
    /// processors are busy meanwhile.
    private static let tamper = """
      cd /srv/t; : > /root/told
      for n in $(seq "$(nproc)"); do timeout 600 sh -c 'while :; do :; done' & busy="$busy $!"; done
      for n in $(seq 0 $(($1 - 1))); do
        case $((n % 8)) in
        0|4) sh -c "echo x > f$n; echo $n \\$\\$ dash >> /root/told";;
        1) ( echo $n $BASHPID sed >> /root/told; exec sed -i s/old/new/ f$n );;
        2) echo $n > g; ( echo $n $BASHPID mv >> /root/told; exec mv g f$n );;
        3|5|6|7) ( echo $n $BASHPID perl >> /root/told
          exec perl -e 'open F, ">>", shift; print F 1; close F; select undef, undef, undef, 0.02' f$n );;
        esac
      done
      kill $busy
      """
  }
}
