import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

@Suite struct FactPathTests {
  private let fact = Value.record([
    "interfaces": .record([
      "eth0": .record(["mtu": 1500]), "eth0.100": .record(["mtu": 1496]),
      "100.mtu": "odd",
    ]),
    "resolvers": ["192.0.2.1", "192.0.2.2"], "domain": .null,
  ])

  private func value(_ path: String) throws(HostError) -> Value {
    let path = FactPath(path)
    return try path.value(in: fact, path.rest)
  }

  @Test func `keys and positions lead on, and a key may have dots`() throws {
    #expect(try value("network") == fact)
    #expect(try value("network.interfaces.eth0.mtu") == 1500)
    #expect(try value("network.interfaces.eth0.100.mtu") == 1496)
    #expect(try value("network.interfaces.100.mtu") == "odd")
    #expect(try value("network.resolvers.1") == "192.0.2.2")
    #expect(try value("network.domain") == .null)
  }

  @Test(arguments: [
    ("network.interface", "'network' has no key 'interface': did you mean 'interfaces'?"),
    ("network.interfaces.eth1", "'network.interfaces' has no key 'eth1': did you mean 'eth0'?"),
    ("network.x", "'network' has no key 'x': it has interfaces, resolvers, domain"),
    (
      "network.resolvers.2",
      "'network.resolvers' is a list of 2, and has no element '2'; the first is 0"
    ),
    ("network.domain.x", "'network.domain' is no mapping, and has no key 'x'"),
    ("network.", "'network' has no key '': it has interfaces, resolvers, domain"),
    ("network..interfaces", "'network' has no key '': it has interfaces, resolvers, domain"),
    (
      "network.resolvers.-1",
      "'network.resolvers' is a list of 2, and has no element '-1'; the first is 0"
    ),
  ])
  func `a path that leads nowhere is told with what is there`(
    path: String, because: String
  ) {
    let error = #expect(throws: HostError.self) { try value(path) }
    #expect(error?.because == because)
    #expect(error?.reason == .notFound)
  }

  @Test func `a path of many dots ends`() {
    let path = "network" + String(repeating: ".", count: 2_000)
    #expect(throws: HostError.self) { try value(path) }
  }
}
