import Foundation
import Testing

extension LabTests {
  /// SIGKILL in the middle of an apply of the web host; the next run has to make it whole.
  @Suite(.serialized, .onLabHost("kill"))
  struct KillTests {
    private let host = LabHost.current

    /// How many moments are tried; `make soak` asks for more.
    static let moments =
      ProcessInfo.processInfo.environment["CONVERGE_LAB_MOMENTS"].flatMap(Int.init) ?? 20

    /// All the calls by which the program changes a host's files or its ledger.
    private static let changes =
      "fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat"

    init() throws {
      try host.copy("\(Lab.repository)/Manifests/web-host.yml", to: "/root/v1.yml")
      try host.shell(
        """
        sed -e 's/made by converge/made again/' -e 's/listen 127.0.0.1:8080/listen 127.0.0.1:8082/' \
          -e 's/sleep 1; done/sleep 2; done/' -e 's#lab/web:1#lab/web:2#' -e 's/64M/96M/' \
          /root/v1.yml > /root/v2.yml
        """)
      try host.write(Self.script, to: "/root/kill-and-mend")
    }

    /// Brings the host to the first version, kills the way to the second, goes it once more, and
    /// looks from outside whether all of it is there and nothing is left over. Says `killed`, or
    /// `ended` where the run was over before.
    private static let script = """
      set -eu
      say() { echo "$*"; cat /root/killed.txt /root/again.txt; exit 1; }
      : > /root/killed.txt; : > /root/again.txt
      converge apply /root/v1.yml > /root/again.txt 2>&1 || say 'the first version failed'
      status=0
      "$@" converge apply /root/v2.yml > /root/killed.txt 2>&1 || status=$?
      converge apply /root/v2.yml > /root/again.txt 2>&1 || say "the next run failed"
      sleep 0.02
      test "$(curl -sf http://127.0.0.1:8082/)" = '<h1>made again</h1>' || say 'nginx: old page'
      test "$(curl -sf http://127.0.0.1:8082/api/)" = 'web 2' || say 'nginx: old container'
      test "$(docker ps -a --format '{{.Names}}')" = api || say 'left: a container'
      test "$(docker inspect -f '{{.HostConfig.Memory}}' api)" = 100663296 || say 'memory'
      started=$(date -d "$(systemctl show clock -P ExecMainStartTimestamp)" +%s)
      test "$started" -ge "$(stat -c %Y /opt/clock/clock.sh)" || say 'clock: old script'
      left=$(find /etc /srv /opt /var/lib/converge -xdev -name '.*~')
      test -z "$left" || say "left: $left"
      converge plan /root/v2.yml > /root/again.txt 2>&1 || say 'not in sync'
      case $status in 137) echo killed ;; 0) echo ended ;; *) say "status $status" ;; esac
      """

    private func killAndMend(_ prefix: [String]) throws -> String {
      let ending = try Lab.lab(
        ["exec", host.name, "--", "bash", "/root/kill-and-mend"] + prefix)
      guard ending.status == 0 else {
        throw LabHost.Refusal(text: "\(prefix)\n\(ending.output)\(ending.error)")
      }
      return ending.output.trimmingCharacters(in: .newlines)
    }

    private func preloaded(_ variables: [String]) -> [String] {
      ["env", "LD_PRELOAD=/usr/lib/lab/kill-at.so"] + variables
    }

    /// How many such calls the way from the first version to the second makes.
    private func steps(_ calls: String) throws -> Int {
      let ended = try killAndMend(
        preloaded(["LAB_KILL_CALLS=\(calls)", "LAB_COUNT_TO=/root/steps"]))
      #expect(ended == "ended")
      return try #require(Int(try host.shell("cat /root/steps")))
    }

    @Test(arguments: ["before", "after"])
    func `killed at every step of the journal, the next run makes it whole`(
      _ moment: String
    ) throws {
      let count = try steps("fsync,fdatasync")
      #expect(count >= 10)
      var killed = 0
      for step in 1...count {
        let ended = try killAndMend(
          preloaded(["LAB_KILL_AT=\(step)", "LAB_KILL_MOMENT=\(moment)"]))
        if ended == "killed" { killed += 1 }
      }
      // The number of steps moves by one or two with what runs beside what.
      #expect(killed >= count - 2)
    }

    @Test func `killed at any moment, the next run makes it whole`() throws {
      var seed = Seed(1)
      let count = try steps(Self.changes)
      var killed = 0
      for number in 0..<Self.moments {
        let prefix: [String]
        if number.isMultiple(of: 2) {
          let step = Int.random(in: 1...count, using: &seed)
          prefix = preloaded(["LAB_KILL_CALLS=\(Self.changes)", "LAB_KILL_AT=\(step)"])
        } else {
          let milliseconds = Int.random(in: 1...400, using: &seed)
          prefix = ["timeout", "-s", "KILL", "0.\(String(milliseconds + 1000).dropFirst())"]
        }
        if try killAndMend(prefix) == "killed" { killed += 1 }
      }
      print("seed \(Seed.base): \(killed) of \(Self.moments) runs were killed")
      #expect(killed >= Self.moments / 2)
    }

    /// Among them each step of making the state directory, and some of all that follow.
    @Test(arguments: [4, 7, 10, 12, 13, 18, 22, 26, 29])
    func `a first apply that is killed is finished by the next`(_ step: Int) throws {
      let fresh = try LabHost.start("first\(step)")
      defer { try? fresh.remove() }
      try fresh.copy("\(Lab.repository)/Manifests/web-host.yml", to: "/root/web-host.yml")
      let killed = try fresh.exec(
        "env", "LD_PRELOAD=/usr/lib/lab/kill-at.so", "LAB_KILL_CALLS=\(Self.changes)",
        "LAB_KILL_AT=\(step)", "converge", "apply", "/root/web-host.yml")
      #expect(killed.status == 137, "step \(step): \(killed.output)\(killed.error)")
      let again = try fresh.converge("apply", "/root/web-host.yml")
      #expect(again.status == 0, "step \(step): \(again.output)\(again.error)")
      #expect(try fresh.shell("curl -sf http://127.0.0.1:8080/api/") == "web 1")
      let left = try fresh.shell("find /etc /srv /opt /var/lib/converge -xdev -name '.*~'")
      #expect(left == "", "step \(step)")
      #expect(try fresh.converge("plan", "/root/web-host.yml").status == 0)
    }
  }
}
