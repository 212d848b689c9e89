import Foundation
import Testing

extension LabTests {
  /// What a host refuses fails by itself, says why and what to do, and leaves the old state whole.
  @Suite(.serialized, .onLabHost("weather"))
  struct WeatherTests {
    private let host = LabHost.current

    /// Applies a manifest, and expects these outcomes, each failure with these words.
    private func apply(
      _ manifest: String, _ prefix: [String] = [], status: Int32, failing: [String: [String]],
      at location: SourceLocation = #_sourceLocation
    ) throws {
      try host.write(manifest, to: "/tmp/weather.yml")
      let ending = try Lab.lab(
        ["exec", host.name, "--"] + prefix
          + ["converge", "apply", "/tmp/weather.yml", "--format", "json"])
      #expect(ending.status == status, "\(ending.output)\(ending.error)", sourceLocation: location)
      let resources = try Report(ending.output).resources
      for resource in resources {
        let words = failing[resource.reference]
        #expect(
          (resource.outcome == "failed") == (words != nil), "\(resource)",
          sourceLocation: location)
        for word in words ?? [] {
          #expect(resource.message.contains(word), "\(resource)", sourceLocation: location)
        }
      }
      #expect(Set(failing.keys).isSubset(of: resources.map(\.reference)), sourceLocation: location)
    }

    @Test func `a full disk, a read-only one, an immutable file, a directory in the way`() throws {
      try host.shell(
        """
        mkdir -p /mnt/full /mnt/fixed /srv/way/below
        mount -t tmpfs -o size=64k none /mnt/full
        echo old > /mnt/full/a
        head -c 100000 /dev/zero > /mnt/full/fill 2>/dev/null || :
        mount -t tmpfs none /mnt/fixed
        echo old > /mnt/fixed/a
        mount -o remount,ro /mnt/fixed
        echo old > /srv/immutable
        chattr +i /srv/immutable
        """)
      let long = String(repeating: "x", count: 20_000)
      try apply(
        """
        name: weather
        files:
          /mnt/full/a: { content: \(long) }
          /mnt/fixed/a: { content: new }
          /srv/immutable: { content: new }
          /srv/way: { content: new }
          /srv/fine: { content: new }
        """, status: 4,
        failing: [
          "file:/mnt/full/a": ["/mnt/full/", "no space left on device", "df -h"],
          "file:/mnt/fixed/a": ["/mnt/fixed/", "read-only file system", "mount it writable"],
          "file:/srv/immutable": ["/srv/immutable", "immutable", "chattr -i"],
          "file:/srv/way": ["/srv/way", "a directory is in its place", "remove the directory"],
        ])
      #expect(try host.shell("cat /mnt/full/a /mnt/fixed/a /srv/immutable") == "old\nold\nold")
      #expect(try host.shell("cat /srv/fine") == "new")
      #expect(try host.shell("find /mnt /srv -name '.*~'") == "")
      try host.shell("chattr -i /srv/immutable; umount /mnt/full /mnt/fixed")
    }

    @Test func `a state directory that is full or cannot be written ends the run before it began`()
      throws
    {
      try host.shell(
        """
        mkdir -p /mnt/small /mnt/shut
        mount -t tmpfs -o size=40k,mode=700 none /mnt/small
        head -c 100000 /dev/zero > /mnt/small/fill 2>/dev/null || :
        mount -t tmpfs -o ro none /mnt/shut
        """)
      try host.write("name: state\nfiles:\n  /srv/untouched: { content: x }\n", to: "/tmp/s.yml")
      for (directory, word) in [("small", "no space"), ("shut", "read-only file system")] {
        let ending = try host.converge("apply", "/tmp/s.yml", "--state-dir", "/mnt/\(directory)/x")
        #expect(ending.status == 73, "\(ending.error)")
        #expect(ending.error.contains("/mnt/\(directory)/x"), "\(ending.error)")
        #expect(ending.error.contains(word), "\(ending.error)")
      }
      try host.shell("test ! -e /srv/untouched; umount /mnt/small /mnt/shut")
    }

    @Test func `without a Docker Engine containers fail, the rest converges`() throws {
      try host.shell("systemctl stop docker.socket docker 2>/dev/null; test ! -e /srv/nodocker")
      try apply(
        """
        name: nodocker
        files: { /srv/nodocker: { content: x } }
        containers: { api: { image: "lab/web:1" } }
        """, status: 4,
        failing: ["container:api": ["Docker Engine", "/run/docker.sock", "start it"]])
      try host.shell("systemctl start docker; cat /srv/nodocker")
      #expect(try host.converge("apply", "/tmp/weather.yml").status == 0)
    }

    @Test func `without systemd services fail, the rest converges`() throws {
      try apply(
        """
        name: nosystemd
        files: { /srv/nosystemd: { content: x } }
        services: { dbus: running }
        """, ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /run && exec \"$0\" \"$@\""],
        status: 4, failing: ["service:dbus": ["systemd", "not booted with it"]])
      try host.shell("cat /srv/nosystemd")
      #expect(try host.converge("apply", "/tmp/weather.yml").status == 0)
    }

    @Test func `not as root, what needs rights fails and says so`() throws {
      try host.shell(
        "mkdir -p /tmp/own; chown daemon /tmp/own; converge forget notroot >/dev/null 2>&1 || :")
      try apply(
        """
        name: notroot
        files:
          /tmp/own/fine: { content: x }
          /etc/notroot: { content: x }
        packages: [lab-app]
        services: { dbus: stopped }
        users: { notroot: { system: true } }
        containers: { notroot: { image: "lab/web:1" } }
        """, ["runuser", "-u", "daemon", "--", "env", "HOME=/tmp/own"], status: 4,
        failing: [
          "file:/etc/notroot": ["permission denied", "root"],
          "package:lab-app": ["root"],
          "service:dbus": [],
          "user:notroot": ["root"],
          "container:notroot": ["permission denied"],
        ])
      try host.shell("cat /tmp/own/fine; systemctl -q is-active dbus")
    }

    @Test func `a systemd that starts itself anew again and again fails no service`() throws {
      try host.shell(
        """
        printf '[Service]\\nExecStart=/bin/sleep infinity\\n' > /etc/systemd/system/many@.service
        { echo 'name: many'; echo 'services:'
          for n in $(seq 20); do echo "  many@$n.service: { running: true }"; done
        } > /root/many.yml
        converge apply /root/many.yml -q
        (for _ in $(seq 10); do systemctl daemon-reexec; sleep 0.5; done; touch /root/over) &
        plans=0
        until test -e /root/over; do
          converge plan /root/many.yml
          plans=$((plans + 1))
        done
        wait
        test $plans -gt 1
        converge forget many >/dev/null; systemctl stop 'many@*'
        """)
    }

    @Test func `a service that hangs is given up after its timeout`() throws {
      try apply(
        """
        name: hang
        files:
          /etc/systemd/system/hang.service:
            content: |
              [Service]
              Type=notify
              ExecStart=/bin/sleep 1000
          /srv/hang: { content: x }
        services:
          hang: { running: true, timeout: 1s }
        """, status: 4, failing: ["service:hang": ["hang.service", "1 s", "timeout"]])
      try host.shell("cat /srv/hang; systemctl stop hang")
    }

    @Test func `the holder of dpkg's lock is named, and waited for`() throws {
      try host.shell(
        "(lab-hold-dpkg-lock 15 > /tmp/held 2>&1 &); until grep -q held /tmp/held; do sleep 0.05; done"
      )
      try apply(
        "name: locked\npackages: { lab-lib: { timeout: 5s } }\n", status: 4,
        failing: ["package:lab-lib": ["lock", "perl"]])
      try apply("name: locked\npackages: [lab-lib]\n", status: 0, failing: [:])
      try host.shell("dpkg-query -W -f '${Status}' lab-lib | grep -q 'ok installed'")
    }

    @Test func `an interrupted dpkg is repaired`() throws {
      try host.shell(
        "cd /tmp; apt-get download -qq lab-extra; dpkg --unpack lab-extra*.deb >/dev/null")
      try apply("name: repair\npackages: [lab-epoch]\n", status: 0, failing: [:])
      try host.shell(
        """
        dpkg-query -W -f '${Status}' lab-extra | grep -q 'ok installed'
        dpkg-query -W -f '${Status}' lab-epoch | grep -q 'ok installed'
        test -z "$(dpkg --audit)"
        """)
    }

    @Test(arguments: ["INT", "TERM"])
    func `a signal lets the step under way end, and the next run does the rest`(
      _ signal: String
    ) throws {
      try host.write(
        """
        name: interrupted-\(signal)
        commands:
          one: { command: [sh, -c, "touch /tmp/\(signal)-began; sleep 1; touch /tmp/\(signal)-one"], \
        creates: /tmp/\(signal)-one }
          two: { command: [touch, /tmp/\(signal)-two], creates: /tmp/\(signal)-two, \
        require: [command:one] }
        """, to: "/tmp/i.yml")
      let ending = try host.exec(
        "bash", "-c",
        """
        converge apply /tmp/i.yml --format json > /tmp/i.json & run=$!
        until test -e /tmp/\(signal)-began; do sleep 0.02; done
        kill -\(signal) $run; wait $run
        """)
      #expect(ending.status == 130, "\(ending.error)")
      try host.shell("test ! -e /tmp/\(signal)-two")
      let again = try host.converge("apply", "/tmp/i.yml")
      #expect(again.status == 0, "\(again.output)\(again.error)")
      try host.shell("test -e /tmp/\(signal)-one -a -e /tmp/\(signal)-two")
    }

    @Test func `two runs never overlap, the second names the first`() throws {
      try host.write(
        "name: slow\ncommands: { slow: { command: [sleep, \"2\"], runs: every_apply } }\n",
        to: "/tmp/slow.yml")
      let ending = try host.exec(
        "bash", "-c",
        """
        converge apply /tmp/slow.yml -q & run=$!
        sleep 0.5
        echo "holder $run"
        converge apply /tmp/slow.yml --lock-timeout 200ms -q; echo "status $?"
        converge apply /tmp/slow.yml --lock-timeout 30s -q; echo "status $?"
        wait $run; echo "status $?"
        """)
      let lines = ending.output.split(separator: "\n")
      let holder = try #require(lines.first { $0.hasPrefix("holder ") }?.dropFirst(7))
      #expect(lines.filter { $0.hasPrefix("status ") } == ["status 75", "status 0", "status 0"])
      #expect(ending.error.contains("process \(holder)"), "\(ending.error)")
    }
  }
}
