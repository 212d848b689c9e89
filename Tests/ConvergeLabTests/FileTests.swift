import Foundation
import Testing

extension LabTests.KindTests {
  /// Files, directories and links where others have a hand in it, and where a run is cut short.
  @Suite(.serialized)
  struct FileTests {
    private let host = LabHost.current

    @Test func `a user leads root nowhere`() throws {
      try host.shell(
        """
        useradd -m eve; cp /etc/shadow /root/shadow.before
        runuser -u eve -- sh -c 'ln -s /etc ~/.ssh; ln -s /etc/shadow ~/f; touch ~/g; ln ~/g ~/h'
        """)
      let report = try host.report(
        "apply",
        """
        files:
          /home/eve/.ssh/authorized_keys: { content: key, owner: eve }
          /home/eve/f: { content: x, owner: eve, mode: 0666 }
          /home/eve/g: { owner: daemon }
        """, status: 4)
      #expect(try report.resource("file:/home/eve/f").message.contains("a link is in its place"))
      for reference in ["file:/home/eve/.ssh/authorized_keys", "file:/home/eve/g"] {
        #expect(try report.resource(reference).outcome == "failed", "\(reference)")
      }
      _ = try host.report(
        "apply",
        "directories: { /home/eve: { recurse: true, group: daemon, file_mode: 0600 } }\n",
        status: 4)
      try host.shell(
        """
        cmp /etc/shadow /root/shadow.before; test "$(stat -c '%a %U' /etc/shadow)" = '640 root'
        test ! -e /etc/authorized_keys
        stat -c %G /home/eve/.profile | grep -qx daemon
        """)
    }

    @Test func `a symbolic mode starts from the mode that is there, an access list stays`() throws {
      try host.shell(
        """
        echo old > /srv/listed; chmod 0640 /srv/listed; ls -i /srv/listed > /root/listed
        echo 'a+ /srv/listed - - - - user:daemon:r' | systemd-tmpfiles --create -
        runuser -u daemon -- cat /srv/listed
        """)
      let inode = "test \"$(ls -i /srv/listed)\" = \"$(cat /root/listed)\""
      let access = """
        runuser -u daemon -- cat /srv/listed > /dev/null; not runuser -u nobody -- test -r /srv/listed
        """
      try host.bring(
        "files: { /srv/listed: { mode: \"u+x,g=u,g-w,o=\" } }\n",
        unmade: "test $(stat -c %a /srv/listed) = 640",
        made: "test $(stat -c %a /srv/listed) = 750; \(inode); \(access)")
      try host.bring(
        "files: { /srv/listed: { content: \"new\\n\", group: adm } }\n",
        made: """
          test "$(stat -c '%a %U:%G' /srv/listed)" = '750 root:adm'
          not \(inode); \(access)
          test "$(cat /srv/listed)" = new
          """)
      try host.bring(
        """
        directories: { /srv/sticky: { mode: "a=rwx,+t" } }
        files: { /srv/sticky/tool: { mode: "u=rwxs,g=rx,o=" } }
        """,
        made: "test \"$(stat -c %a /srv/sticky /srv/sticky/tool | tr '\\n' ' ')\" = '1777 4750 '")
    }

    @Test func `a file keeps what it had, whole or not at all`() throws {
      try host.bring(
        """
        files:
          /srv/kept: { content: "new\\n", backup: true, validate: [grep, -q, new, "%s"] }
        """,
        unmade: ":", made: "test \"$(cat /srv/kept)\" = new")
      try host.shell("chown daemon:adm /srv/kept; chmod 4750 /srv/kept; ln -f /srv/kept /srv/kept2")
      try host.bring(
        "files: { /srv/kept: { content: \"newer\\n\", backup: 2 } }\n",
        made: """
          test "$(stat -c '%a %U:%G %h' /srv/kept)" = '4750 daemon:adm 1'
          test "$(cat /srv/kept2 /srv/kept.*~)" = "$(printf 'new\\nnew')"
          """)
      let bad = try host.report(
        "apply",
        """
        files:
          /srv/kept: { content: "bad\\n", validate: [sh, -c, "cat /srv/kept >&2; exit 1"] }
        """, status: 4)
      #expect(try bad.resource("file:/srv/kept").message.contains("bad"))
      try host.shell(
        """
        test "$(cat /srv/kept)" = newer; test "$(stat -c '%a %U:%G' /srv/kept)" = '4750 daemon:adm'
        test -z "$(find /srv -name '.*~')"
        """)
    }

    @Test func `killed while a file is judged in its place, the old one comes back`() throws {
      let manifest = """
        files:
          /srv/judged:
            content: "untried\\n"
            validate: [sh, -c, "test ! -e /run/slow || sleep 20; ! grep -q untried /srv/judged"]
          /srv/judged-new:
            content: "untried\\n"
            validate: [sh, -c, "! grep -q untried /srv/judged-new"]
        """
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      try host.shell(
        """
        echo old > /srv/judged; chmod 600 /srv/judged; touch /run/slow; ls -i /srv/judged > /root/inode
        (converge apply \(LabHost.manifest) > /dev/null 2>&1 &)
        until grep -q untried /srv/judged; do sleep 0.01; done
        pkill -KILL -x converge; pkill -KILL -fx 'sleep 20'; rm /run/slow
        """)
      let next = try host.report("apply", manifest, status: 4)
      #expect(try next.resource("file:/srv/judged").outcome == "failed")
      try host.shell(
        """
        test "$(cat /srv/judged)" = old; test "$(ls -i /srv/judged)" = "$(cat /root/inode)"
        test ! -e /srv/judged-new; test -z "$(find /srv -name '.*~')"
        """)
    }

    @Test func `a directory that a kill left half made is as a whole one`() throws {
      let manifest = """
        directories: { /srv/half: }
        files: { /srv/some/where/deep: { content: x, parents: true } }
        """
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      for step in 1...3 {
        let killed = try host.exec(
          "sh", "-c",
          """
          rm -rf /srv/half /srv/some; umask 077
          LD_PRELOAD=/usr/lib/lab/kill-at.so LAB_KILL_CALLS=fchmod LAB_KILL_AT=\(step) \
            converge apply \(LabHost.manifest)
          """)
        #expect(killed.status == 137, "\(killed.output)\(killed.error)")
        _ = try host.report("apply", manifest, status: 0)
        try host.shell(
          "test \"$(stat -c %a /srv/half /srv/some /srv/some/where | sort -u)\" = 755")
      }
    }

    @Test func `what is mounted below is neither removed nor changed`() throws {
      try host.shell(
        """
        mkdir -p /srv/top/below/in /srv/elsewhere; echo precious > /srv/elsewhere/x
        mount --bind /srv/elsewhere /srv/top/below/in; touch /srv/top/stranger
        """)
      let refused = try host.report(
        "apply", "directories: { /srv/top: { state: absent, force: true } }\n", status: 4)
      #expect(try refused.resource("directory:/srv/top").message.contains("/srv/top/below/in"))
      try host.bring(
        "directories: { /srv/top: { recurse: true, purge: true, owner: daemon } }\n",
        made: """
          test ! -e /srv/top/stranger
          test "$(stat -c %U /srv/top/below /srv/elsewhere /srv/elsewhere/x | tr '\\n' ' ')" \
            = 'daemon root root '
          """)
      try host.shell("umount /srv/top/below/in; test \"$(cat /srv/elsewhere/x)\" = precious")
    }

    @Test func `a plan does not take for gone what a package may bring`() throws {
      let link = "link:/etc/nginx/sites-enabled/default"
      let manifest = """
        packages: [nginx]
        links: { /etc/nginx/sites-enabled/default: absent }
        """
      #expect(try host.report("plan", manifest, status: 2).resource(link).outcome == "unknown")
      let made = "test -e /etc/nginx/sites-available/default; not ls /etc/nginx/sites-enabled/*"
      #expect(try host.bring(manifest, made: made).resource(link).outcome == "removed")
    }

    @Test func `two paths that are one fail before either is changed`() throws {
      let report = try host.report(
        "apply",
        """
        files: { /var/run/twice: { content: a }, /run/twice: { content: b } }
        """, status: 4)
      #expect(try report.resource("file:/run/twice").message.contains("file:/var/run/twice"))
      #expect(try report.resource("file:/var/run/twice").message.contains("file:/run/twice"))
      try host.shell("test ! -e /run/twice")
    }
  }
}
