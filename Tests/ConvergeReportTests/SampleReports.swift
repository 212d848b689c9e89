import ConvergeCore

@testable import ConvergeReport

/// Reports with something of everything.
enum SampleReports {
  static let now = Timestamp(seconds: 1_795_470_012)

  static func change(
    _ attribute: String, _ from: Value, _ to: Value, _ cause: Cause
  ) -> ChangeReport {
    ChangeReport(Change(attribute, from: from, to: to), cause: cause)
  }

  static func content(_ old: String, _ new: String, cause: Cause = .host) -> ChangeReport {
    ChangeReport(
      Change(
        "content", from: old.isEmpty ? .null : "sha256:0", to: "sha256:1",
        contents: Change.Contents(old: Array(old.utf8), new: Array(new.utf8))), cause: cause)
  }

  static func resource(
    _ ref: String, _ outcome: Outcome, _ cause: Cause? = nil, _ changes: [ChangeReport] = []
  ) -> ResourceReport {
    var resource = ResourceReport()
    resource.ref = ref
    resource.outcome = outcome
    resource.cause = cause
    resource.changes = changes
    resource.location = LocationReport(Place(file: "web.yml", line: 24, column: 3))
    return resource
  }

  static func report(_ verb: Report.Verb, _ resources: [ResourceReport]) -> Report {
    var report = Report()
    report.run = "2026-11-23T21:40:12Z-3f9a"
    report.verb = verb
    report.manifest.name = "web"
    report.manifest.path = "web.yml"
    report.host.name = "web-01"
    report.host.os = "debian 12"
    report.started = "2026-11-23T21:40:12Z"
    report.durationMilliseconds = 21.4
    report.resources = resources
    return report
  }

  /// The one of the command line's page.
  static var plan: Report {
    var nginx = resource(
      "file:/etc/nginx/nginx.conf", .wouldUpdate, .host,
      [
        change("mode", "0600", "0644", .host),
        content("worker_processes 1;\n", "worker_processes 4;\n"),
      ])
    var actor = ActorReport()
    actor.process = "vim"
    actor.user = "alice"
    actor.pid = 4211
    actor.at = Timestamp(seconds: now.seconds - 720).description
    nginx.actor = actor
    var service = resource("service:nginx", .wouldRefresh, .refresh)
    service.refresh = "restart"
    service.because = ["file:/etc/nginx/nginx.conf"]
    return report(
      .plan,
      [
        nginx,
        resource(
          "package:redis-server", .wouldCreate, .new,
          [change("version", .null, "5:7.0.15-1", .new)]),
        resource(
          "container:api", .wouldReplace, .manifest,
          [change("image", "api:1.3", "api:1.4", .manifest)]),
        service,
      ] + (1...33).map { resource("file:/srv/\($0)", .inSync) })
  }

  /// Failures with what was skipped for them, an ignored one, what is owed and released.
  static var apply: Report {
    let engine = HostError(
      .unavailable, "reach", "/run/docker.sock", because: "nobody answers on the socket",
      remedy: "start it with 'systemctl start docker'")
    func failed(_ ref: String, _ error: HostError) -> ResourceReport {
      var resource = resource(ref, .failed, .new)
      resource.failure = FailureReport(error)
      resource.attempts = 1
      return resource
    }
    func skipped(_ ref: String, for other: String) -> ResourceReport {
      var resource = resource(ref, .skipped)
      resource.skippedBecause = other
      return resource
    }
    var ignored = failed(
      "command:warm-up",
      HostError(.failed, "run", "/usr/bin/warm", because: "it ended with status 3"))
    ignored.counts = false
    ignored.attempts = 3
    ignored.messages = ["warming", "\u{1B}]0;title\u{7}no"]
    var secret = ChangeReport(
      Change("password", from: .sensitive("old"), to: .sensitive("new")), cause: .manifest)
    secret.attribute = "password"
    var report = report(
      .apply,
      [
        resource("file:/etc/motd", .created, .new, [content("", "hello\nworld")]),
        resource(
          "file:/bin/tool", .updated, .both,
          [
            ChangeReport(
              Change(
                "content", from: "sha256:0", to: "sha256:1",
                contents: Change.Contents(old: [0, 1], new: [0, 1, 2])), cause: .both)
          ]),
        resource("user:app", .updated, .manifest, [secret]),
        resource("link:/etc/old", .removed, .host, [change("state", "present", "absent", .host)]),
        resource("command:migrate", .ran, .new),
        failed("container:api", engine), failed("container:web", engine),
        skipped("command:check", for: "container:web"), skipped("file:/x", for: "container:api"),
        ignored, resource("file:/etc/ok", .inSync),
        resource("file:/etc/drifted", .drifted, .host, [change("mode", "0600", "0644", .host)]),
      ])
    var owed = OwedReport()
    owed.ref = "service:app"
    owed.since = Timestamp(seconds: now.seconds - 7200).description
    owed.because = ["file:/etc/app.toml"]
    report.owed = [owed]
    report.released = ["file:/etc/gone"]
    report.notSelected = 2
    report.outputs = .record(["url": "https://example.org/", "token": .sensitive("x")])
    report.messages = ["another run began while this one waited"]
    return report
  }

  /// What a plan can find besides: what only the apply will tell, waits, goes, or will fail.
  static var rare: Report {
    var open = resource("command:check", .unknown, .unknown)
    open.messages = ["'unless' can be asked only once /usr/bin/psql is there"]
    var failing = resource("package:gone", .willFail, .new)
    failing.failure = FailureReport(
      HostError(.notFound, "find", "package 'gone'", because: "no repository has it"))
    var unread = resource("file:/root/x", .failed)
    unread.failure = FailureReport(
      HostError(.denied, "read", "/root/x", because: "permission denied", remedy: "be root"))
    var skipped = resource("file:/etc/gone.conf", .skipped)
    skipped.skippedBecause = "package:gone"
    var run = resource("command:migrate", .wouldRun, .manifest)
    run.because = ["package:app"]
    return report(
      .plan,
      [
        open, resource("service:db", .deferred, .manifest), failing, unread, skipped, run,
        resource("user:old", .wouldRemove, .manifest, [change("state", "present", "absent", .new)]),
        resource("image:api", .wouldUpdate, .source, [change("id", "sha256:1", .unknown, .source)]),
      ])
  }

  /// Of a manifest that is not valid.
  static var notRun: Report {
    var report = report(.apply, [])
    report.manifest.name = ""
    let place = Place(file: "web.yml", line: 3, column: 5, length: 6)
    report.diagnostics = [
      Diagnostic(
        .error, "unknown attribute 'ensure' of file", at: place, hint: "did you mean 'state'?"),
      Diagnostic(.error, "declared twice", at: place, related: [.init("first here", at: place)]),
      Diagnostic(.warning, "'file:/x*' matches nothing", at: nil),
      Diagnostic(.note, "an automatic edge is left out", at: place),
    ].map { DiagnosticReport($0) }
    return report
  }

  static var quiet: Report { report(.apply, [resource("file:/etc/ok", .inSync)]) }
}
