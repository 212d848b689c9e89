import ConvergeCore
import ConvergeKinds
import ConvergeTestSupport
import Testing

@Suite struct CommandTests {
  private func bench() -> KindBench<Command> {
    let machine = SimulatedHost()
    SimulatedShell.install(on: machine)
    return KindBench(machine)
  }

  private func command(_ attributes: String) -> String { "commands:\n  it: { \(attributes) }\n" }

  @Test(arguments: [
    ("runs: every_apply, script: \"exit 0\"", false),
    ("runs: every_apply, script: \"exit 2\", exit_codes: { 2: changed }", true),
    ("runs: every_apply, script: \"exit 2\", exit_codes: { 2: ok }", false),
    ("runs: every_apply, script: \"exit 0\", exit_codes: { 0: changed }", true),
    ("creates: /srv/x, script: \"exit 0\"", true),
  ])
  func `only some runs are changes`(_ attributes: String, _ isChange: Bool) async throws {
    let effect = try await bench().apply(command(attributes))[0].get()
    #expect(effect.isChange == isChange)
  }

  @Test(arguments: [
    "script: \"exit 0\", exit_codes: { 0: failed }", "script: \"exit 2\"",
    "script: \"exit 2\", exit_codes: { 3: ok }",
  ])
  func `a status that nobody expects is a failure`(_ attributes: String) async throws {
    let result = try await bench().apply(command("runs: every_apply, \(attributes)"))[0]
    #expect(throws: HostError.self) { try result.get() }
  }

  @Test func `a program that reads many lines shows the last ones`() async throws {
    let script = "echo one\\necho two\\necho three\\necho four\\nexit 1"
    let result = try await bench().apply(command("runs: every_apply, script: \"\(script)\""))[0]
    let error = try #require(throws: HostError.self) { try result.get() }
    #expect(error.because == "it ended with exit status 1: two; three; four")
  }

  @Test func `control characters do not reach a terminal`() async throws {
    let script = "fail red\\e[31m and\\atone"
    let result = try await bench().apply(command("runs: every_apply, script: \"\(script)\""))[0]
    let error = try #require(throws: HostError.self) { try result.get() }
    #expect(error.because == "it ended with exit status 1: red [31m and tone")
  }

  @Test func `a command that ran has seen what it is refreshed for`() async throws {
    let bench = bench()
    let text = command("creates: /srv/x, command: [ touch, /srv/x ]")
    _ = try await bench.apply(text)
    let count = bench.processes.lines.count
    let delivery = try await bench.refresh(text)[0].get()
    guard case .delivered(let messages) = delivery else {
      Issue.record("not delivered")
      return
    }
    #expect(messages == ["it has run in this apply already, after all that it is refreshed for"])
    #expect(bench.processes.lines.count == count)
  }

  @Test func `guards are asked only as far as they are needed`() async throws {
    let bench = bench()
    bench.machine.put("/srv/x")
    let text = command(
      "creates: /srv/x, unless: [ test, -e, /a ], only_if: [ test, -e, /b ], command: [ echo ]")
    #expect(try await bench.verdicts(text) == [.inSync])
    #expect(bench.processes.lines.isEmpty)
  }

  @Test(arguments: [
    ("", ["/bin/sh", "-e", "-c", "x"]),
    (", interpreter: /bin/bash", ["/bin/bash", "-e", "-c", "x"]),
    (", interpreter: /usr/bin/python3.11", ["/usr/bin/python3.11", "-c", "x"]),
    (", interpreter: perl", ["perl", "-e", "x"]),
    (", interpreter: [ /bin/sh, -c ]", ["/bin/sh", "-c", "x"]),
  ])
  func `a script follows its interpreter`(_ interpreter: String, _ line: [String]) async throws {
    let bench = bench()
    bench.machine.install(SimulatedShell(), at: "/bin/bash")
    bench.machine.install(SimulatedShell(), at: "/usr/bin/perl")
    bench.machine.install(SimulatedShell(), at: "/usr/bin/python3.11")
    _ = try await bench.apply(command("runs: every_apply, script: x\(interpreter)"))
    #expect(bench.processes.lines == [line])
  }

  @Test func `as another than root, another user is refused`() async throws {
    let machine = SimulatedHost(user: 65534)
    SimulatedShell.install(on: machine)
    let bench = KindBench<Command>(machine)
    let verdict = try await bench.verdicts(
      command("runs: every_apply, command: [ echo ], user: www-data"))[0]
    guard case .failing(let error) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(error.description.contains("only root can run it as 'www-data'; run converge as root"))
  }
}
