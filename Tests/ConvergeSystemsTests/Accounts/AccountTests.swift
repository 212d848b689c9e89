import ConvergeCore
import ConvergeKinds
import ConvergeManifest
import ConvergeSystems
import ConvergeTestSupport
import Testing

struct AccountTests {
  private static let sha512 =
    "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq"
    + ".qc.eoxqOmSuNp2xS0ktL3nh/"
  private static let yescrypt =
    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"

  @Test(arguments: [sha512, "!" + sha512, yescrypt, "!", "*", "!*", "!!"])
  func `hashes and locks are taken`(field: String) {
    #expect(PasswordHash.complaint(about: field) == nil)
  }

  @Test(arguments: [
    "", "secret", "abJnggxhB/yWI", "$6$salt$short", "$9$a$" + sha512, sha512 + ":", sha512 + "\n",
    "correct horse", "$$$$",
  ])
  func `anything else is no hash, and is not repeated`(field: String) throws {
    let complaint = try #require(PasswordHash.complaint(about: field))
    #expect(field.isEmpty || !complaint.contains(field))
  }

  @Test(arguments: ["app", "_apt", "www-data", "Alice", "a.b", "täst", "svc$"])
  func `names that useradd takes`(name: String) {
    #expect(AccountName.complaint(about: name) == nil)
  }

  @Test(arguments: ["", "-a", "+a", "~a", "a:b", "a b", "a/b", "1000", "a,b", "a\nb"])
  func `names that it does not take`(name: String) {
    #expect(AccountName.complaint(about: name) != nil)
  }

  @Test func `a hash is never an argument, nor told`() async throws {
    let machine = SimulatedHost()
    let user = try user("{ app: { password: '\(Self.sha512)' } }")
    let run = RunContext(id: RunID("2026-11-23T20:00:00Z-0001"), jobs: 1)
    let state = try await User.observe([user], on: machine.host)[0].get()
    let verdict = user.plan(from: state, last: nil, in: PredictedHost())
    #expect(verdict.changes.first { $0.attribute == "password" }?.isSensitive == true)
    let planned = Planned(user, state, verdict, last: nil, timeout: .seconds(10))
    #expect(await User.apply([planned], in: run, on: machine.host)[0] == .success(Effect()))
    #expect(!machine.stepLabels.contains { $0.contains("$6$") })
    let shadow = String(decoding: machine.content("/etc/shadow") ?? [], as: UTF8.self)
    #expect(shadow.contains("app:\(Self.sha512):"))
  }

  @Test func `stopped at any step, the next run finishes a user`() async throws {
    let section = """
      { app: { uid: 990, groups: [adm, www-data], create_home: true, comment: App,
               password: '\(Self.sha512)' } }
      """
    for step in 1...20 {
      let machine = SimulatedHost()
      let user = try user(section)
      machine.stop(atStep: machine.stepCount + step)
      try? await converge(user, on: machine)
      let wasStopped = machine.isStopped
      machine.restart()
      try await converge(user, on: machine)
      let state = try await User.observe([user], on: machine.host)[0].get()
      #expect(user.plan(from: state, last: nil, in: PredictedHost()) == .inSync, "step \(step)")
      if !wasStopped { return }
    }
    Issue.record("it never ended")
  }

  private func converge(_ user: User, on machine: SimulatedHost) async throws {
    let run = RunContext(id: RunID("2026-11-23T20:00:00Z-0001"), jobs: 1)
    let state = try await User.observe([user], on: machine.host)[0].get()
    let verdict = user.plan(from: state, last: nil, in: PredictedHost())
    guard verdict != .inSync else { return }
    let planned = Planned(user, state, verdict, last: nil, timeout: .seconds(10))
    _ = try await User.apply([planned], in: run, on: machine.host)[0].get()
  }

  private func user(_ section: String) throws -> User {
    let text = ManifestText(Array("users: \(section)".utf8), file: "m.yml", path: "/m.yml")
    let reading = ManifestReader(kinds: [User.self], sources: InMemorySources()).read(text)
    return try #require(reading.manifest?.resources.first?.resource as? User)
  }
}
