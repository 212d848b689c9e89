import ConvergeCore
import ConvergeTestSupport
import Testing

@Suite struct SimulatedHostTests {
  @Test func `the same calls give the same steps and times`() throws {
    func run() throws -> ([String], HostInstant) {
      let machine = SimulatedHost()
      try machine.files.makeDirectory("/srv/a", mode: 0o755, owner: nil)
      try machine.files.setMode("/srv/a", 0o700)
      return (machine.stepLabels, machine.host.clock.now())
    }
    let (first, second) = (try run(), try run())
    #expect(first.0 == second.0)
    #expect(first.1 == second.1)
    #expect(first.0.count == 4)
  }

  @Test func `a sleep takes virtual time only`() async throws {
    let machine = SimulatedHost()
    let before = machine.host.clock.now()
    try await machine.host.clock.sleep(for: .seconds(3600))
    let after = machine.host.clock.now()
    #expect(after.monotonicNanoseconds - before.monotonicNanoseconds == 3_600_000_000_000)
  }

  @Test func `accounts are what the files say`() throws {
    let machine = SimulatedHost()
    let names = machine.host.names
    #expect(try names.user(named: "root")?.id == 0)
    #expect(try names.user(named: "app") == nil)
    machine.put(
      "/etc/passwd", Array("root:x:0:0::/root:/bin/sh\napp:x:900:900::/srv:/bin/sh\n".utf8))
    machine.put("/etc/group", Array("app:x:900:\nssl:x:901:app,root\n".utf8))
    let app = try #require(try names.user(named: "app"))
    #expect(try names.groups(of: app) == [900, 901])
    #expect(try names.group(id: 901)?.members == ["app", "root"])
  }

  @Test func `a program is found by path and by name, a missing one is an error`() async throws {
    let machine = SimulatedHost()
    machine.install(SimulatedChecker(rejected: "bad"), at: "/usr/sbin/check")
    machine.put("/etc/x", Array("bad".utf8))
    let processes = machine.host.processes
    for name in ["check", "/usr/sbin/check", "/sbin/check"] {
      let result = try await processes.run(Invocation([name, "/etc/x"], timeout: .seconds(1)))
      #expect(result.end == .exited(1))
    }
    await #expect(throws: HostError.self) {
      try await processes.run(Invocation(["nothing"], timeout: .seconds(1)))
    }
  }

  @Test func `a program that takes too long has timed out`() async throws {
    let machine = SimulatedHost()
    machine.install(SimulatedChecker(rejected: nil, takes: .seconds(9)), at: "/usr/bin/slow")
    let result = try await machine.host.processes.run(
      Invocation(["slow"], timeout: .seconds(5)))
    #expect(result.end == .timedOut)
  }

  @Test func `nobody answers where nothing is installed`() async {
    let host = SimulatedHost().host
    let call = BusCall("org.example", "/", "org.example", "Get")
    let answers = await host.bus.call([call], timeout: .seconds(1))
    #expect(answers.count == 1)
    guard case .failure(let error) = answers[0] else {
      Issue.record("somebody answered")
      return
    }
    #expect(error.reason == .unavailable)
    let request = HTTPRequest(
      socket: "/run/docker.sock", method: "GET", target: "/", timeout: .seconds(1))
    let refusal = await #expect(throws: HostError.self) { try await host.http.send(request) }
    #expect(refusal?.reason == .unavailable)
  }

  @Test func `another boot has another boot id and an earlier monotonic clock`() {
    let machine = SimulatedHost()
    let (id, instant) = (machine.host.clock.bootID, machine.host.clock.now())
    machine.powerCut()
    machine.restart()
    #expect(machine.host.clock.bootID != id)
    #expect(machine.host.clock.now().wallNanoseconds > instant.wallNanoseconds)
    #expect(machine.host.clock.now().monotonicNanoseconds < instant.monotonicNanoseconds)
  }
}
