import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

/// Facts of another host: `--facts FILE`, and the tests of modules.
@Suite struct GivenFactsTests {
  private func given(_ text: String, file: String = "host.yml") throws(HostError) -> GivenFacts {
    try GivenFacts(Array(text.utf8), file: file, yaml: yaml)
  }

  @Test(arguments: HostCase.all)
  func `what a host tells can be given instead of it`(host: HostCase) async throws {
    let reader = FactReader(host.machine().host)
    var members: [Value.Member] = []
    for name in reader.names {
      members.append(Value.Member(name, try await reader.fact(named: name)))
    }
    let json = Value.mapping(members).jsonText(isIndented: true)
    for file in ["host.json", "host.yml"] {
      let given = try given(json, file: file)
      #expect(given.names == reader.names)
      for name in given.names {
        let told = try await reader.fact(named: name)
        #expect(try await given.fact(named: name) == told)
        #expect(try given.readyFact(named: name) == told)
      }
    }
  }

  @Test func `some of them are enough, and one that is asked for and left out is an error`()
    async throws
  {
    let given = try given("os: { id: debian, version: '12' }\ncpu: { count: 4 }\n")
    #expect(given.names == ["os", "cpu"])
    #expect(try await given.fact(named: "os")["id"] == "debian")
    let error = await #expect(throws: HostError.self) { try await given.fact(named: "network") }
    #expect(error?.because == "the facts given in 'host.yml' leave it out")
    let other = await #expect(throws: HostError.self) { try await given.fact(named: "cpus") }
    #expect(other?.because == "'cpus' is no fact: did you mean 'cpu'?")
  }

  @Test(arguments: [
    ("[os]", "it is no mapping from the names of facts; 'converge facts' prints one"),
    ("", "it is no mapping from the names of facts; 'converge facts' prints one"),
    ("oss: {}", "'oss' is no fact: did you mean 'os'?"),
    ("cpu: { count: .inf }", "a number in it is infinite or none; write a number or a text"),
    (
      "local: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
      "it has more than 32 levels"
    ),
  ])
  func `what is no facts is refused`(text: String, because: String) {
    let error = #expect(throws: HostError.self) { try given(text) }
    #expect(error?.because == because)
    #expect(error?.subject == "host.yml")
  }

  @Test(arguments: [
    ("{", "it is no JSON: a key is missing at byte 1"),
    ("{\"os\": {\"id\": 1, \"id\": 2}}", "the key 'id' stands twice in one mapping"),
    (String(repeating: "[", count: 100_000), "it is no JSON: more than 512 levels at byte 512"),
    (
      "{\"local\": [\(Array(repeating: "1", count: 100_001).joined(separator: ","))]}",
      "it has more than 100000 values"
    ),
  ])
  func `JSON that is broken or too much is refused`(text: String, because: String) {
    let error = #expect(throws: HostError.self) { try given(text, file: "host.json") }
    #expect(error?.because == because)
  }
}
