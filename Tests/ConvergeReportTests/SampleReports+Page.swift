import ConvergeCore

@testable import ConvergeReport

extension SampleReports {
  /// What tries to leave the place that it is shown in.
  static let hostile =
    "\"'><script>document.title='hijacked'</script><img src=x onerror=\"document.title='hijacked'\">"

  private static let references = [
    "directory:/srv/app", "package:nginx", "file:/srv/app/app.conf", "file:/srv/app/motd",
    "file:/etc/nginx/nginx.conf", "service:nginx", "container:api", "user:deploy",
    "file:/srv/app/" + hostile, "command:migrate",
  ]

  /// A drift report with a graph, an actor, and everything that a page has a place for.
  static var page: Report {
    var resources = references.map { resource($0, .inSync) }
    resources[2] = resource(
      references[2], .wouldUpdate, .host,
      [
        change("mode", "0600", "0644", .host),
        content("workers: 2\nlog: debug\n", "workers: 4\nport: 8080\nlog: info\n"),
      ])
    var actor = ActorReport()
    (actor.process, actor.user, actor.pid) = ("vim", "alice", 4211)
    actor.at = Timestamp(seconds: now.seconds - 720).description
    resources[2].actor = actor
    resources[2].since = Timestamp(seconds: now.seconds - 7200).description
    var often = RecurrenceReport()
    (often.times, often.runs, often.since) = (3, 20, "2026-11-20T00:00:00Z")
    resources[2].recurrence = often
    var fight = FightReport()
    (fight.corrections, fight.restSeconds) = (4, 8)
    resources[2].fight = fight
    resources[4] = resource(
      references[4], .wouldUpdate, .both,
      [content("worker_processes 1;\n", "worker_processes 4;\n")])
    resources[5] = resource(references[5], .wouldRefresh, .refresh)
    resources[5].refresh = "restart"
    resources[5].because = [references[4]]
    resources[6] = resource(references[6], .failed, .unknown)
    resources[6].failure = FailureReport(
      HostError(
        .unavailable, "reach", "/run/docker.sock", because: "nobody answers on the socket",
        remedy: "start it with 'systemctl start docker'"))
    resources[8] = resource(
      references[8], .wouldCreate, .new, [content("", hostile + "\n</pre></details>\n")])
    resources[8].description = hostile
    resources[8].messages = [hostile, "\u{1B}]0;title\u{7}"]
    var report = report(.drift, resources)
    report.host.name = "web-01"
    report.edges = [(0, 2), (0, 3), (0, 8), (1, 4), (1, 5), (2, 9)].map {
      EdgeReport(from: $0.0, to: $0.1, role: .require)
    }
    report.edges? += [
      EdgeReport(from: 4, to: 5, role: .subscribe), EdgeReport(from: 5, to: 9, role: .after),
    ]
    report.messages = [hostile]
    return report
  }

  /// Runs before it, newest first.
  static var past: [PastRun] {
    let tampered = resource(
      references[2], .updated, .host, [change("mode", "0600", "0644", .host)])
    let restarted = resource(references[5], .refreshed, .refresh)
    let broken = resource(references[6], .failed, .new)
    let happened: [[ResourceReport]] = [
      [tampered], [], [tampered, restarted], [broken],
      references.map { resource($0, .created, .new) },
    ]
    return happened.enumerated().map { place, resources in
      let started = Timestamp(seconds: now.seconds - Int64(place + 1) * 1800)
      return PastRun(
        run: "\(started)-00a\(place)", started: started.description, verb: "apply",
        manifest: "web", result: resources.isEmpty ? "in_sync" : "changed",
        durationMilliseconds: 40.5, resources: resources)
    }
  }

  /// As many files below directories, the last of them changed.
  static func large(_ count: Int) -> Report {
    var resources = (0..<count).map { resource("file:/srv/\($0 / 20)/\($0)", .inSync) }
    resources[count - 1] = resource(
      resources[count - 1].ref, .wouldUpdate, .host, [change("mode", "0600", "0644", .host)])
    var report = report(.drift, resources)
    report.edges = (0..<count).filter { $0 % 20 != 0 }.map {
      EdgeReport(from: $0 - $0 % 20, to: $0, role: .require)
    }
    return report
  }
}
