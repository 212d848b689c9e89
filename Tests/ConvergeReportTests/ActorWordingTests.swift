import ConvergeReport
import Testing

@Suite struct `Who changed it` {
  private static let now = Timestamp(seconds: 1_795_000_000)

  private func text(_ fill: (inout ActorReport) -> Void) -> String {
    var actor = ActorReport()
    fill(&actor)
    var resource = ResourceReport()
    resource.ref = "file:/etc/motd"
    resource.outcome = .wouldUpdate
    resource.cause = .host
    resource.actor = actor
    var report = Report()
    report.resources = [resource]
    let text = TextReport(report, amount: .usual, style: .plain, now: Self.now).text
    let line = text.split(separator: "\n").first { $0.contains("file:/etc/motd") } ?? ""
    return line.split(separator: " ").dropFirst(2).joined(separator: " ")
  }

  private let past = Timestamp(seconds: now.seconds - 720).description

  @Test func `is told with the account, who logged in, the process and its unit`() {
    let line = text { actor in
      (actor.process, actor.user, actor.pid, actor.at) = ("vim", "root", 4211, past)
      (actor.loginUser, actor.unit) = ("alice", "session-3.scope")
    }
    #expect(
      line
        == "host changed, 12 min ago, by vim (root, logged in as alice, pid 4211, session-3.scope)")
  }

  @Test func `is not told where nobody is known, but why`() {
    let line = text { actor in
      (actor.unknown, actor.at) = ("process 7 had ended before it could be read", past)
    }
    #expect(line == "host changed, 12 min ago: process 7 had ended before it could be read")
  }

  @Test func `is what the file says where nobody was seen, and no more`() {
    let line = text { actor in
      (actor.modified, actor.owner, actor.package) = (past, "alice", "base-files")
    }
    #expect(
      line == "host changed, last modified 12 min ago, owner alice, a file of package base-files")
  }

  @Test func `is what systemd says and what ran at that moment, where nobody is known`() {
    let line = text { actor in
      (actor.told, actor.at) = ("a job of systemd stopped it", past)
      actor.unknown = "systemd does not say who did it"
      var command = CommandReport()
      (command.command, command.pid, command.user) = ("systemctl stop nginx", 812, "root")
      (command.loginUser, command.unit) = ("anna", "session-3.scope")
      actor.commands = [command]
    }
    #expect(
      line
        == "host changed, 12 min ago: a job of systemd stopped it; systemd does not say who did it; "
        + "at that moment 'systemctl stop nginx' ran (root, logged in as anna, pid 812, "
        + "session-3.scope)")
  }
}
