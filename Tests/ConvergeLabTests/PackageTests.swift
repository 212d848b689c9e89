import Foundation
import Testing

extension LabTests.KindTests {
  /// Packages through the real apt and dpkg, with a repository that has every trouble in it.
  @Suite(.serialized)
  struct PackageTests {
    private let host = LabHost.current

    /// How often apt has changed the host, by its own record.
    private func transactions() throws -> Int {
      let text = try host.shell("cat /var/log/apt/history.log | grep -c '^Commandline:' || :")
      return try #require(Int(text))
    }

    private func version(_ package: String) throws -> String {
      try host.shell("dpkg-query -W -f '${db:Status-Abbrev}${Version}' \(package) 2>/dev/null || :")
    }

    @Test func `all that can be had goes in one transaction, the rest fails alone`() throws {
      let manifest = """
        packages:
          lab-app: { version: "1.0.*" }
          lab-epoch: { version: ">=1.0~rc1 <1:0", hold: true }
          lab-provider-a:
          lab-recommending:
          lab-broken:
          lab-virtual:
          lab-aps:
        """
      let before = try transactions()
      let report = try host.report("apply", manifest, status: 4)
      let complaints = [
        "package:lab-broken": "lab-nowhere", "package:lab-virtual": "lab-provider-a",
        "package:lab-aps": "did you mean 'lab-app'?",
      ]
      for resource in report.resources {
        let part = complaints[resource.reference]
        #expect((resource.outcome == "failed") == (part != nil), "\(resource)")
        if let part { #expect(resource.message.contains(part), "\(resource)") }
      }
      #expect(try transactions() == before + 1)
      #expect(try version("lab-app") == "ii 1.0.1")
      #expect(try version("lab-epoch") == "hi 1.0-1")
    }

    @Test func `equal options make one transaction, and removals go with the first`() throws {
      try host.shell(
        """
        apt-get purge -qq -y --allow-change-held-packages \
          lab-app lab-lib lab-epoch lab-extra lab-recommending > /dev/null
        apt-get install -qq -y lab-app=1.0.0 lab-provider-b > /dev/null 2>&1
        """)
      let before = try transactions()
      try host.bring(
        """
        packages:
          lab-app: purged
          lab-provider-b: absent
          lab-recommending: { recommends: true }
          lab-epoch:
          lab-lib:
        """,
        unmade: "test -e /etc/lab-app.conf",
        made: """
          dpkg-query -W lab-epoch lab-lib > /dev/null
          apt-mark showauto | grep -qx lab-extra
          dpkg-query -W -f '${db:Status-Abbrev}' lab-provider-b 2> /dev/null | not grep ^ii
          not dpkg-query -W lab-app 2> /dev/null; test ! -e /etc/lab-app.conf
          """)
      let said = try host.shell("grep '^Commandline:' /var/log/apt/history.log")
      let lines = said.split(separator: "\n").dropFirst(before)
      #expect(lines.count == 3, "two sets of options, and the purge: \(lines)")
      #expect(lines.count { $0.contains("lab-provider-b-") && $0.contains("lab-app-") } == 1)
    }

    @Test func `nothing that nobody declared is removed`() throws {
      _ = try host.report("apply", "packages: [lab-app]\n", status: 0)
      let before = try transactions()
      let report = try host.report("apply", "packages: [lab-conflict]\n", status: 4)
      let refused = try report.resource("package:lab-conflict")
      #expect(refused.message.contains("it would remove lab-app, which nobody declared absent"))
      #expect(try transactions() == before)
      #expect(try version("lab-app").hasPrefix("ii"))
      try host.bring(
        "packages: { lab-conflict: , lab-app: absent }\n",
        made: "dpkg-query -W -f '${Status}' lab-conflict | grep -q 'ok installed'")
      #expect(try transactions() == before + 1, "the one goes and the other comes at once")
    }

    @Test func `older, held and edited ones change only where that is written`() throws {
      try host.shell("apt-get purge -qq -y lab-app lab-lib > /dev/null")
      try host.bring(
        "packages: { lab-conflict: absent, lab-app: { version: 1.0.1, hold: true } }\n",
        made: "apt-mark showhold | grep -qx lab-app; echo edited >> /etc/lab-app.conf")
      let held = try host.report("apply", "packages: { lab-app: latest }\n", status: 4)
      #expect(try held.resource("package:lab-app").message.contains("it is on hold"))
      try host.bring(
        "packages: { lab-app: { version: 1.1.0, hold: true } }\n",
        unmade: "not grep -q 'lab-app 1.1' /etc/lab-app.conf",
        made: """
          grep -qx edited /etc/lab-app.conf; test -e /etc/lab-app.conf.dpkg-dist
          apt-mark showhold | grep -qx lab-app
          """)
      let older = try host.report("apply", "packages: { lab-app: { version: 1.0.0 } }\n", status: 4)
      #expect(try older.resource("package:lab-app").message.contains("downgrade"))
      try host.bring(
        """
        packages:
          lab-app: { version: 2.0.0, hold: false, conffiles: replace }
        """,
        made: "not grep -q edited /etc/lab-app.conf; apt-mark showauto | grep -qx lab-lib")
      try host.bring(
        """
        packages:
          lab-app: { version: 1.0.0, allow_downgrade: true }
          lab-lib:
        """,
        made: """
          dpkg-query -W -f '${Version}' lab-app | grep -qx 1.0.0
          apt-mark showauto | not grep -qx lab-lib
          """)
      try host.shell("apt-mark hold lab-app > /dev/null")
      try host.bring(
        "packages: { lab-app: { state: purged, hold: false } }\n",
        made: "test ! -e /etc/lab-app.conf")
    }

    @Test func `a script that fails costs only its own package, and is finished later`() throws {
      let manifest = "packages: [lab-failing, lab-extra]\n"
      let report = try host.report("apply", manifest, status: 4)
      let failed = try report.resource("package:lab-failing")
      #expect(failed.message.contains("post-installation script"), "\(failed)")
      #expect(try version("lab-failing").hasPrefix("iF"))
      #expect(try version("lab-extra").hasPrefix("ii"))
      try host.shell("touch /etc/lab-failing-may-pass")
      try host.bring(manifest, made: "test -z \"$(dpkg --audit)\"")
    }

    @Test func `one that refuses to go stays, and the others go`() throws {
      try host.shell("apt-get install -qq -y lab-stuck lab-provider-a > /dev/null 2>&1")
      let manifest = "packages: { lab-stuck: absent, lab-provider-a: absent }\n"
      let stuck = try host.report("apply", manifest, status: 4).resource("package:lab-stuck")
      #expect(stuck.message.contains("pre-removal script"), "\(stuck)")
      #expect(try version("lab-stuck").contains("1.0"))
      #expect(!(try version("lab-provider-a").hasPrefix("ii")))
      try host.shell("touch /etc/lab-stuck-may-go")
      try host.bring(manifest, made: "test -z \"$(dpkg --audit)\"")
      #expect(!(try version("lab-stuck").contains("i")))
    }

    @Test(arguments: [true, false])
    func `killed while dpkg works, the next run finishes it`(_ takesAptAlong: Bool) throws {
      let manifest = "packages: { lab-hanging: { timeout: 20s } }\n"
      let alsoKilled = takesAptAlong ? "pkill -KILL '^(apt-get|dpkg|lab-hanging.pos)' || :" : ":"
      try host.shell("apt-get purge -qq -y lab-hanging >/dev/null; rm -f /run/lab-release")
      try host.write("name: suite\n" + manifest, to: LabHost.manifest)
      try host.shell(
        """
        (converge apply \(LabHost.manifest) >/dev/null 2>&1 &)
        until pgrep -f lab-hanging.postinst >/dev/null; do sleep 0.02; done
        pkill -KILL -x converge
        \(alsoKilled)
        (sleep 0.3; touch /run/lab-release) > /dev/null 2>&1 &
        """)
      let next = try host.report("apply", manifest, status: 0)
      #expect(try next.resource("package:lab-hanging").outcome != "failed")
      #expect(try version("lab-hanging") == "ii 1.0")
      try host.shell("test -z \"$(dpkg --audit)\"")
      #expect(try host.report("apply", manifest, status: 0).differing.isEmpty)
    }

    @Test func `the lists are refreshed only when they are old or lack something`() throws {
      let stamp = "stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || echo none"
      try host.shell("apt-get purge -qq -y lab-extra >/dev/null; mkdir -p /var/lib/apt/periodic")
      try host.shell(
        """
        touch -d '-3 days' /etc/apt/sources.list /etc/apt/sources.list.d
        touch -d '-1 hour' /var/lib/apt/periodic/update-success-stamp
        """)
      let before = try host.shell(stamp)
      try host.bring("packages: { lab-extra: , lab-lib: latest }\n")
      #expect(try host.shell(stamp) == before, "fresh ones will do")
      try host.shell("touch -d '-2 days' /var/lib/apt/periodic/update-success-stamp")
      let old = try host.shell(stamp)
      let manifest = "packages: { lab-extra: latest }\n"
      #expect(try host.report("plan", manifest, status: 2).differing.count == 1)
      #expect(try host.shell(stamp) == old, "a plan refreshes nothing")
      let refreshed = try host.report("apply", manifest, status: 0)
      #expect(refreshed.differing.isEmpty, "there is nothing newer")
      #expect(try host.shell(stamp) != old)
    }
  }
}
