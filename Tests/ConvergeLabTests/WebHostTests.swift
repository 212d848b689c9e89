import Foundation
import Testing

extension LabTests {
  /// `Manifests/web-host.yml` on a host with systemd, apt and a Docker Engine.
  @Suite(.serialized, .onLabHost("web"))
  struct WebHostTests {
    private let host = LabHost.current
    private let manifest = "/root/web-host.yml"

    init() throws { try host.copy("\(Lab.repository)/Manifests/web-host.yml", to: manifest) }

    /// Brings the host to what the manifest says, whatever was before.
    private func converged() throws {
      let ending = try host.converge("apply", manifest)
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
    }

    private func report(_ verb: String, status: Int32) throws -> Report {
      let ending = try host.converge(verb, manifest, "--format", "json")
      #expect(ending.status == status, "\(ending.output)\(ending.error)")
      return try Report(ending.output)
    }

    @Test func `one apply makes it, and it serves`() throws {
      try converged()
      #expect(
        try host.shell("curl -sf http://127.0.0.1:8080/") == "<h1>made by converge</h1>")
      #expect(try host.shell("curl -sf http://127.0.0.1:8080/api/") == "web 1")
      try host.shell("systemctl is-active nginx clock && systemctl is-enabled nginx clock")
      try host.shell("sleep 1; test -s /run/clock/now")
      #expect(try host.shell("test ! -e /etc/nginx/sites-enabled/default && echo gone") == "gone")
      #expect(try host.shell("stat -c '%a %U' /var/lib/converge") == "700 root")
    }

    @Test func `a second run changes nothing, seen from outside`() throws {
      try converged()
      let before = try outside()
      let ending = try host.converge("apply", manifest, "--detailed-exit-code")
      #expect(ending.status == 0, "\(ending.output)")
      #expect(ending.output.contains("13 as they should be"))
      #expect(try host.converge("plan", manifest).status == 0)
      #expect(try host.converge("drift", manifest).status == 0)
      let after = try outside()
      let moved = after.symmetricDifference(before)
      #expect(moved.isEmpty, "\(moved.sorted().joined(separator: "\n"))")
    }

    /// Inode, change time, mode and owner of every file that could have been touched, the start of
    /// every unit, and every container; without the ledger's log of runs, and the lock that names
    /// its holder.
    private func outside() throws -> Set<Substring> {
      let text = try host.shell(
        """
        find /etc /srv /opt /usr/local /var/lib/converge /var/lib/dpkg -xdev \
          ! -name 'ledger.db-wal' ! -name 'ledger.db-shm' ! -name lock -printf '%p %i %C@ %m %U %G %l\\n' | sort
        systemctl show nginx clock docker -p Id -p MainPID -p ExecMainStartTimestampMonotonic \
          -p NRestarts -p ActiveEnterTimestampMonotonic
        docker ps -a --no-trunc --format '{{.ID}} {{.Names}}'
        docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}' api
        """)
      return Set(text.split(separator: "\n"))
    }

    @Test func `a run that changes nothing starts no process`() throws {
      try converged()
      let count = try host.shell(
        """
        strace -f -o /tmp/trace -e trace=execve,execveat converge apply \(manifest) >/dev/null
        grep -c execve /tmp/trace
        """)
      #expect(count == "1")
    }

    @Test func `whether all packages are the newest takes one program`() throws {
      try host.write(
        """
        name: newest
        packages:
          lab-app: latest
          lab-extra: latest
          lab-epoch: { version: ">=0.9" }

        """, to: "/root/newest.yml")
      let ending = try host.converge("apply", "/root/newest.yml")
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
      // What apt-cache starts itself is its own affair.
      let programs = try host.shell(
        """
        converge apply /root/newest.yml --detailed-exit-code > /dev/null
        strace -f -o /tmp/trace -e trace=execve,execveat converge apply /root/newest.yml >/dev/null
        sed -n 's/.*execve("\\([^"]*\\)".*/\\1/p' /tmp/trace | grep -v /dpkg$
        """)
      #expect(programs == "/usr/local/bin/converge\n/usr/bin/apt-cache")
    }

    @Test func `changed units are loaded with one daemon-reload`() throws {
      try converged()
      let reloads = "journalctl -b -o cat _PID=1 | grep -c '^Reloading\\.'"
      try host.shell(
        """
        sed 's/Writes down the time/Writes the time down/; s/sleep 1; done/sleep 2; done/' \
          \(manifest) > /root/changed.yml
        """)
      let before = try #require(Int(try host.shell(reloads)))
      let ending = try host.converge("apply", "/root/changed.yml", "--take-over")
      #expect(ending.status == 0, "\(ending.output)\(ending.error)")
      #expect(try host.shell(reloads) == "\(before + 1)")
      #expect(
        try host.shell("systemctl show clock -p Description -p NeedDaemonReload").split(
          separator: "\n"
        ).sorted() == ["Description=Writes the time down", "NeedDaemonReload=no"])
      #expect(try host.shell("tr '\\0' ' ' < /proc/$(pgrep -o -f clock.sh)/cmdline") != "")
      let back = try host.converge("apply", manifest, "--take-over")
      #expect(back.status == 0, "\(back.output)\(back.error)")
    }

    @Test(arguments: Tampering.all)
    func `drift finds what was tampered with, apply repairs it`(_ tampering: Tampering) throws {
      try converged()
      try host.shell(tampering.script)
      let found = try report("drift", status: 2).resource(tampering.reference)
      #expect(found.outcome.hasPrefix("would_"), "\(found)")
      #expect(found.cause == "host", "\(found)")
      #expect(found.causes[tampering.attribute] == "host", "\(found)")
      let text = try host.converge("drift", manifest)
      #expect(text.output.contains("\(tampering.reference) "))
      #expect(text.output.contains("host changed"))
      try converged()
      try host.shell(tampering.proof)
      #expect(try report("drift", status: 0).differing.isEmpty)
    }

    @Test func `all ten at once`() throws {
      try converged()
      for tampering in Tampering.all { try host.shell(tampering.script) }
      let found = try report("drift", status: 2)
      for tampering in Tampering.all {
        let resource = try found.resource(tampering.reference)
        #expect(resource.cause == "host", "\(resource)")
      }
      try converged()
      for tampering in Tampering.all { try host.shell(tampering.proof) }
      #expect(try report("drift", status: 0).differing.isEmpty)
    }

    @Test func `every report is as the schema says`() throws {
      try converged()
      try host.shell(Tampering.all[0].script)
      try host.shell("converge schema report > /root/schema.json")
      try host.shell(
        """
        cd /root
        converge drift \(manifest) --format json > drift.json || test $? = 2
        converge plan \(manifest) --format json > plan.json || test $? = 2
        converge apply \(manifest) --dry-run --format json > dry.json || test $? = 2
        converge apply \(manifest) --format json > apply.json
        converge report --format json > again.json
        """)
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "reports-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      for name in ["schema", "drift", "plan", "dry", "apply", "again"] {
        let fetched = try Lab.lab([
          "fetch", host.name, "/root/\(name).json", "\(folder)/\(name).json",
        ])
        #expect(fetched.status == 0, "\(fetched.error)")
      }
      for name in ["drift", "plan", "dry", "apply", "again"] {
        let checked = try Lab.run(
          "/usr/bin/python3",
          ["-m", "jsonschema", "-i", "\(folder)/\(name).json", "\(folder)/schema.json"])
        #expect(checked.status == 0, "\(name): \(checked.error)\(checked.output)")
      }
    }

    @Test func `runs are kept, and told again`() throws {
      try converged()
      let kept = try host.converge("history")
      #expect(kept.status == 0)
      #expect(kept.output.contains("web-host"), "\(kept.output)")
      let again = try host.converge("report")
      #expect(again.output.contains("13 as they should be"), "\(again.output)")
    }
  }
}
