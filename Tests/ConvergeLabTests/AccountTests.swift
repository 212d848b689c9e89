import Foundation
import Testing

extension LabTests.KindTests {
  /// Accounts in the real files, through the real programs.
  @Suite(.serialized)
  struct AccountTests {
    private let host = LabHost.current
    /// Of no account anywhere.
    private static let hash = "$6$saltsalt$" + String(repeating: "a", count: 86)
    private static let other = "$6$saltsalt$" + String(repeating: "b", count: 86)

    private func manifest(_ password: String, _ rest: String = "") -> String {
      """
      groups: { team: { gid: 2500 }, extra: , more: { system: true } }
      users:
        anna:
          uid: 2600
          gid: team
          comment: Ännchen Übermut
          home: /srv/deep/down/anna
          create_home: true
          shell: /bin/bash
          password: \(password)
          \(rest)
      """
    }

    @Test func `a user comes with its groups and its home, and changes in place`() throws {
      try host.bring(
        manifest(Self.hash, "groups: [extra, more]"), unmade: "not getent passwd anna",
        made: """
          test "$(id -u anna):$(id -gn anna):$(id -Gn anna)" = '2600:team:team extra more'
          getent passwd anna | grep -q ':Ännchen Übermut:/srv/deep/down/anna:/bin/bash$'
          test "$(stat -c '%U:%G' /srv/deep/down/anna /srv/deep/down/anna/.profile | sort -u)" = anna:team
          test "$(stat -c '%U %a' /srv/deep)" = 'root 755'
          test "$(getent group more | cut -d: -f3)" -lt 1000
          """)
      try host.shell("gpasswd -a anna daemon > /dev/null")
      _ = try host.report("apply", manifest(Self.hash, "groups: [extra, more]"), status: 0)
      try host.shell("id -Gn anna | grep -qw daemon")
      try host.bring(
        manifest(Self.hash, "groups: [extra]\n    groups_mode: exact"),
        made: "test \"$(id -Gn anna)\" = 'team extra'")
    }

    @Test func `a password is set, locked and unlocked, and seen nowhere`() throws {
      let shadow = "getent shadow anna | cut -d: -f2"
      _ = try host.report("apply", manifest(Self.hash), status: 0)
      try host.write("name: suite\n" + manifest(Self.other), to: LabHost.manifest)
      try host.shell(
        """
        cd /root
        strace -f -s 4096 -o trace -e trace=execve converge apply suite.yml --format json > out
        converge apply suite.yml >> out
        converge report >> out
        not grep -qF '\(Self.other)' trace out
        not grep -rqF '\(Self.other)' /var/lib/converge
        not grep -qF '\(Self.hash)' trace out
        """)
      #expect(try host.shell(shadow) == Self.other)
      try host.bring(
        manifest(Self.other, "locked: true"), made: "\(shadow) | grep -qxF '!\(Self.other)'")
      try host.bring(
        manifest(Self.other, "locked: false"), made: "\(shadow) | grep -qxF '\(Self.other)'")
      try host.write("name: suite\n" + manifest("hunter2"), to: LabHost.manifest)
      let plain = try host.converge("apply", LabHost.manifest)
      #expect(plain.status == 65)
      #expect(plain.error.contains("it must be a hash"))
      #expect(!plain.error.contains("hunter2"), "what it shows ends up in a log")
      #expect(try host.shell(shadow) == Self.other)
    }

    @Test func `a system account has a low number, and one that is taken is refused`() throws {
      try host.shell("groupadd -g 2700 owner; useradd -u 2700 -g owner owner")
      let report = try host.report(
        "apply",
        """
        groups: { thief: { gid: 2700 } }
        users:
          engine: { system: true, home: /nonexistent, shell: /usr/sbin/nologin }
          robber: { uid: 2700 }
        """, status: 4)
      for reference in ["user:robber", "group:thief"] {
        #expect(try report.resource(reference).message.contains("owner"), "\(reference)")
      }
      try host.shell(
        """
        test "$(id -u engine)" -lt 1000; test ! -e /nonexistent
        getent shadow engine | cut -d: -f2 | grep -q '^[!*]'
        not getent passwd robber; not getent group thief
        """)
      try host.bring("users: { engine: absent }\n", made: "not getent passwd engine")
    }

    @Test func `a home goes with its user, and nothing that is not the user's`() throws {
      let manifest = """
        groups: { guests: absent }
        users: { gast: { state: absent, remove_home: true }, niemand: absent }
        """
      try host.shell(
        """
        groupadd guests; useradd -m -g guests gast
        mkdir /srv/shared /home/gast/shared; echo precious > /srv/shared/x
        ln -s /srv/shared /home/gast/link; ln -s /etc/passwd /home/gast/passwd
        mount --bind /srv/shared /home/gast/shared
        """)
      let mounted = try host.report("apply", manifest, status: 4)
      #expect(try mounted.resource("user:gast").message.contains("mounted there"))
      #expect(try mounted.resource("group:guests").message.contains("primary group of user gast"))
      try host.shell(
        """
        umount /home/gast/shared
        runuser -u gast -- sh -c 'exec sleep 4713 > /dev/null 2>&1 &'
        """)
      let busy = try host.report("apply", manifest, status: 4)
      #expect(try busy.resource("user:gast").message.contains("runs as this user"))
      try host.shell("ls /home/gast/.profile; pkill -fx 'sleep 4713'; sleep 0.1")
      try host.bring(
        manifest, unmade: "id gast",
        made: """
          not id gast 2>/dev/null; not getent group guests; test ! -e /home/gast
          test "$(cat /srv/shared/x)" = precious; test -s /etc/passwd
          """)
    }
  }
}
