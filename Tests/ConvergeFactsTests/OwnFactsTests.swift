import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

/// Facts of the host's owner, on a simulated host.
@Suite struct OwnFactsTests {
  private let machine = SimulatedHost()
  private let folder = OwnFacts.usualDirectory

  private var own: OwnFacts { OwnFacts(host: machine.host, yaml: yaml) }

  private func put(
    _ name: String, _ text: String, mode: UInt16 = 0o644, user: UInt32 = 0, group: UInt32 = 0
  ) {
    machine.put("\(folder)/\(name)", Array(text.utf8), mode: mode, user: user, group: group)
  }

  /// A program that is known to the machine.
  private func install(_ name: String, _ program: some SimulatedProgram) {
    put(name, "", mode: 0o755)
    machine.know(program, at: "\(folder)/\(name)")
  }

  private func failure(_ name: String) async -> HostError? {
    await #expect(throws: HostError.self) { try await own.fact(named: name) }
  }

  @Test func `each file is a fact by its name without its ending`() async throws {
    put("rack.yml", "unit: 7\nrow: [a, b]\n")
    put("site.yaml", "Berlin\n")
    put("net-work.json", #"{"vlan": 100, "tagged": true}"#)
    put("empty.yml", "# nothing\n")
    let facts = try await FactReader(machine.host).fact(named: "local")
    let expected = Value.record([
      "empty": .null, "net-work": .record(["vlan": 100, "tagged": true]),
      "rack": .record(["unit": 7, "row": ["a", "b"]]), "site": "Berlin",
    ])
    #expect(facts == expected)
    #expect(try await FactReader(machine.host).value(at: "local.rack.row.1") == "b")
  }

  @Test func `without a directory there are none`() async throws {
    #expect(try own.names() == [])
    #expect(try await FactReader(machine.host).fact(named: "local") == .mapping([]))
    #expect(await failure("rack")?.reason == .notFound)
  }

  @Test func `what is neither data nor a program is passed over`() throws {
    put("README", "words")
    put("notes.txt", "words")
    put(".hidden.yml", "a: 1")
    put("old.yml~", "a: 1")
    put(".yml", "a: 1")
    machine.putDirectory("\(folder)/more")
    put("good.yml", "a: 1")
    #expect(try own.names() == ["good"])
  }

  @Test func `a program prints JSON or YAML`() async throws {
    install("one.sh", Printer("\n {\"a\": [1, 2.5]}"))
    install("two", Printer("a: b\n"))
    install("three.py", Printer("- 1\n- null\n"))
    #expect(try await own.fact(named: "one") == .record(["a": [1, .float(2.5)]]))
    #expect(try await own.fact(named: "two") == .record(["a": "b"]))
    #expect(try await own.fact(named: "three") == [1, .null])
    #expect(try own.readyFact(named: "two") == nil)
  }

  @Test func `data is not run, though it may be executable`() async throws {
    put("rack.json", "{\"a\": 1}", mode: 0o755)
    #expect(try own.readyFact(named: "rack") == .record(["a": 1]))
  }

  @Test func `a program is run without arguments and with a plain environment`() async throws {
    let spy = Spy()
    install("spy", spy)
    #expect(try await own.fact(named: "spy") == .text("\(folder)/spy 1 /root"))
  }

  @Test(arguments: [
    (
      Printer("", status: 3, error: "\n cannot reach it\nmore"),
      "it ended with status 3: cannot reach it"
    ),
    (Printer("{", status: 0), "it is no JSON: a key is missing at byte 1"),
    (Printer("a: 1", takes: .seconds(11)), "it took longer than 10 s"),
    (
      Printer(String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
      "it has more than 32 levels"
    ),
    (Printer("a: 1", dropped: 5), "it printed more than 1048576 bytes"),
    (Printer("a: 1", signal: 9), "it was ended by signal 9"),
  ])
  func `a program that fails, takes too long or prints too much is told of`(
    program: Printer, because: String
  ) async {
    install("bad", program)
    let error = await failure("bad")
    #expect(error?.because == because)
    #expect(error?.subject == "\(folder)/bad")
  }

  @Test func `one that cannot be read leaves the others, and is an error for who asks for all`()
    async throws
  {
    put("good.yml", "1")
    put("bad.yml", "a: [")
    #expect(try own.names() == ["bad", "good"])
    #expect(try await own.fact(named: "good") == 1)
    let error = await #expect(throws: HostError.self) {
      try await FactReader(machine.host).fact(named: "local")
    }
    #expect(error?.subject == "\(folder)/bad.yml")
  }

  @Test func `a name that there is not is told with the nearest`() async {
    put("rack.yml", "1")
    #expect(await failure("rak")?.because == "\(folder) has no file for it; did you mean 'rack'?")
  }

  @Test func `two files of one name are an error with both`() {
    put("rack.yml", "1")
    put("rack.sh", "", mode: 0o755)
    let error = #expect(throws: HostError.self) { try own.names() }
    #expect(error?.because.contains("'\(folder)/rack.sh' and '\(folder)/rack.yml'") == true)
  }

  @Test func `a file that is too large, or too many of them, are refused`() async {
    machine.put("\(folder)/big.yml", [UInt8](repeating: 0x31, count: 1 << 20 + 1))
    #expect(await failure("big")?.reason == .tooLarge)
    for number in 0...1_000 { put("f\(number).yml", "1") }
    #expect(throws: HostError.self) { try own.names() }
  }

  // What somebody else could have written.

  @Test(arguments: [
    (UInt16(0o646), UInt32(0), UInt32(0), "others than its owner can write it"),
    (0o664, 0, 50, "others than its owner can write it"),
    (0o664, 0, 0, "others than its owner can write it"),
    (0o644, 1000, 0, "it belongs to another user (id 1000)"),
  ])
  func `a file that another user can write is refused`(
    mode: UInt16, user: UInt32, group: UInt32, because: String
  ) {
    put("rack.yml", "1", mode: mode, user: user, group: group)
    let error = #expect(throws: HostError.self) { try own.names() }
    #expect(error?.because == because)
    #expect(error?.subject == "\(folder)/rack.yml")
    #expect(error?.remedy?.contains("chown root:root") == true)
  }

  @Test(arguments: ["/etc/converge/facts.d", "/etc/converge", "/etc"])
  func `a directory that another user can write is refused, also one above`(path: String) async {
    install("run", Printer("1"))
    machine.putDirectory(path, mode: 0o777)
    #expect(await failure("run")?.subject == path)
    machine.putDirectory(path, mode: 0o755, user: 1000)
    #expect(await failure("run")?.because == "it belongs to another user (id 1000)")
  }

  @Test func `a sticky directory above is no danger, and one of own facts is`() throws {
    machine.put("/tmp/mine/rack.yml", Array("1".utf8))
    #expect(
      try OwnFacts(host: machine.host, directory: "/tmp/mine", yaml: yaml).names() == ["rack"])
    machine.put("/tmp/rack.yml", Array("1".utf8))
    #expect(throws: HostError.self) {
      try OwnFacts(host: machine.host, directory: "/tmp", yaml: yaml).names()
    }
  }

  @Test func `links are not followed, to a file or to the directory`() {
    machine.put("/srv/rack.yml", Array("1".utf8))
    machine.putDirectory(folder)
    machine.putLink("\(folder)/rack.yml", to: "/srv/rack.yml")
    #expect(throws: HostError.self) { try own.names() }
    machine.take(folder)
    machine.putLink(folder, to: "/srv")
    #expect(throws: HostError.self) { try own.names() }
  }

  @Test func `an ordinary user's own directory is good for that user, and for nobody else`() throws
  {
    let user = SimulatedHost(user: 1000)
    for machine in [user, self.machine] {
      machine.putDirectory("/home/me/facts", user: 1000)
      machine.putDirectory("/home/me", user: 1000)
      machine.put("/home/me/facts/rack.yml", Array("1".utf8), user: 1000)
    }
    let own = OwnFacts(host: user.host, directory: "/home/me/facts", yaml: yaml)
    #expect(try own.names() == ["rack"])
    #expect(throws: HostError.self) {
      try OwnFacts(host: machine.host, directory: "/home/me/facts", yaml: yaml).names()
    }
  }
}

/// Prints, and ends.
struct Printer: SimulatedProgram, CustomTestStringConvertible {
  private let output: String
  private let error: String
  private let end: ProcessResult.End
  private let duration: Duration
  private let dropped: Int

  init(
    _ output: String, status: Int32 = 0, signal: Int32? = nil, error: String = "",
    takes duration: Duration = .zero, dropped: Int = 0
  ) {
    self.output = output
    self.error = error
    end = signal.map { .signalled($0) } ?? .exited(status)
    self.duration = duration
    self.dropped = dropped
  }

  var testDescription: String { "\(output.prefix(20)) \(end)" }

  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    machine.advance(by: duration)
    return ProcessResult(
      end: end, output: Array(output.utf8), error: Array(error.utf8), droppedBytes: dropped)
  }
}

/// Tells how it was started.
struct Spy: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let words = [
      invocation.arguments[0], "\(invocation.arguments.count)",
      invocation.environment["HOME"] ?? "none",
    ]
    return ProcessResult(
      end: .exited(0), output: Array(words.joined(separator: " ").utf8), error: [])
  }
}
