import Foundation
import Testing

/// A soak that goes on: what was done, and what was seen of it.
struct SoakRun {
  /// How long the host may take to be as declared; of a slow machine, too.
  private static let patience = 600.0

  private let host: LabHost
  private let seconds: Double
  /// When it was first as declared.
  private var begin = ContinuousClock.now
  private var site = SoakSite()
  private var seed = Seed(5)
  private var recent: [String] = []
  private var tries: [SoakStep.Kind: Int] = [:]
  /// In seconds.
  private var longestWay = 0.0
  private var checkpoints = 0
  private(set) var successes: [SoakStep.Kind: Int] = [:]
  /// How often the agent was killed, with SIGKILL.
  private(set) var kills = 0
  /// How its processes ended, but for those that ended well, as systemd tells it.
  private(set) var exits: [String] = []
  /// How often systemd started it again by itself.
  private(set) var restarts = 0
  /// Of what others had changed.
  private(set) var corrections = 0
  private(set) var fights = 0
  private(set) var serviceStarts = 0

  /// Installs the agent, and waits until the host is as declared.
  init(_ host: LabHost, seconds: Double) throws {
    (self.host, self.seconds) = (host, seconds)
    tell("soak: seed \(Seed.base), \(Int(seconds)) s, on \(host.name)")
    try host.shell("mkdir -p /etc/converge")
    try host.write(SoakSite.manifest, to: SoakSite.path)
    try host.write(
      """
      source: \(SoakSite.path)
      interval: \(interval)s
      splay: 0s
      reports: { keep: { runs: 100 } }

      """, to: "/etc/converge/agent.yml")
    try host.shell("converge agent install")
    try rest()
    begin = .now
  }

  private var interval: Int { seconds < 600 ? 10 : 30 }
  private var passed: Double { (ContinuousClock.now - begin) / .seconds(1) }

  /// How to have the same steps again.
  var repetition: String {
    """
    seed \(Seed.base): CONVERGE_LAB_SEED=\(Seed.base) CONVERGE_LAB_SOAK_SECONDS=\(Int(seconds)) \
    swift test --filter SoakTests
    """
  }

  var summary: String {
    let steps = SoakStep.Kind.allCases.map { kind in
      let (done, tried) = (successes[kind, default: 0], tries[kind, default: 0])
      return "\(kind) \(done)" + (done == tried ? "" : " of \(tried)")
    }
    return """
      seed \(Seed.base), \(Int(passed)) s, \(tries.values.reduce(0, +)) steps \
      (\(steps.joined(separator: ", "))), \(corrections) corrections, \(fights) fights, \
      \(serviceStarts) starts and reloads of services, \(kills) kills and \(restarts) restarts, \
      \(checkpoints) times at rest as declared, after \(String(format: "%.1f", longestWay)) s \
      at the most
      """
  }

  /// At once, so that an hour can be followed.
  func tell(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  /// Does this and that to the host up to a part of the whole time, and sees it come to rest every
  /// minute and at the end.
  @discardableResult
  mutating func tamper(until part: Double, endingAgents: Bool) throws -> SoakFigures {
    let end = seconds * part
    while passed < end {
      let minute = min(passed + 60, end)
      while passed < minute {
        let step = SoakStep.next(&site, &seed)
        if let step = endingAgents ? step : step.sparingAgent { try take(step) }
      }
      try rest()
    }
    try pass()
    let figures = try SoakFigures(of: host)
    tell("soak: \(Int(passed)) s: \(figures)")
    return figures
  }

  private mutating func take(_ step: SoakStep) throws {
    let ending = try host.exec("bash", "-c", step.script)
    tries[step.kind, default: 0] += 1
    if ending.status == 0 { successes[step.kind, default: 0] += 1 }
    if ending.output.hasSuffix("killed\n") { kills += 1 }
    recent = recent.suffix(29) + ["\(Int(passed)) s, status \(ending.status): \(step.script)"]
    Thread.sleep(forTimeInterval: Double(step.pauseMilliseconds) / 1000)
  }

  /// Waits until the host is as declared, by all accounts, and takes down what happened meanwhile.
  private mutating func rest() throws {
    let from = passed
    var ending = try host.exec("bash", "-c", site.proof)
    while ending.status != 0 {
      guard passed - from < Self.patience else { return try fail(ending.output) }
      Thread.sleep(forTimeInterval: 0.3)
      ending = try host.exec("bash", "-c", site.proof)
    }
    longestWay = max(longestWay, passed - from)
    checkpoints += 1
    try count()
    tell(
      "soak: \(Int(passed)) s: as declared after \(String(format: "%.1f", passed - from)) s, "
        + "\(corrections) corrections, \(fights) fights, \(kills) kills, \(restarts) restarts")
  }

  /// Waits for a whole pass, after which memory that nobody uses has been given back.
  private func pass() throws {
    let last = "converge agent status --format json | grep '\"started\"'"
    try host.shell(
      """
      before=$(\(last))
      for _ in $(seq 600); do test "$(\(last))" = "$before" || exit 0; sleep 0.5; done
      echo 'no pass in five minutes' >&2; exit 1
      """)
  }

  /// What the journal has that is new, and the services' own count.
  private mutating func count() throws {
    let journal = "journalctl -q -o cat --cursor-file=/root/cursor"
    let ofUnit = try host.shell("\(journal).unit _PID=1 UNIT=converge-agent.service")
    for line in ofUnit.split(separator: "\n") {
      if line.contains("Scheduled restart job") { restarts += 1 }
      guard let found = line.range(of: "Main process exited, ") else { continue }
      exits.append(String(line[found.upperBound...]))
    }
    corrections += try number(
      "\(journal).host CONVERGE_CAUSE=host CONVERGE_CAUSE=both | wc -l")
    fights += try number(
      """
      \(journal).own _SYSTEMD_UNIT=converge-agent.service \
        | sed -n 's/: [0-9]* corrections in a row did not last.*//p' | sort -u | wc -l
      """)
    serviceStarts = try number("cat /var/log/soak/*.log | wc -l")
  }

  private func number(_ script: String) throws -> Int {
    try #require(Int(try host.shell(script)), "\(script)")
  }

  /// Tells all that is needed to find out why.
  private func fail(_ what: String) throws {
    let log = try host.shell("journalctl -n 80 --no-pager; cat /root/plan /root/status")
    throw LabHost.Refusal(
      text: """
        after \(Self.patience) s of rest the host is not as declared
        \(what)
        \(repetition)
        the last steps:
        \(recent.joined(separator: "\n"))
        the journal:
        \(log)
        """)
  }
}
