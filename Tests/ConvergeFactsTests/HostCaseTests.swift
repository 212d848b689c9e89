import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Testing

@Suite struct HostCaseTests {
  @Test(arguments: HostCase.all)
  func `a host tells what is expected of it`(host: HostCase) async throws {
    let reader = FactReader(host.machine().host)
    #expect(!host.expected.isEmpty)
    for expected in host.expected {
      let value = try await reader.value(at: expected.key)
      #expect(value == expected.value, "\(expected.key) is\n\(value.yamlLike)")
    }
  }

  @Test(arguments: HostCase.all)
  func `every fact has the keys and types that are declared`(host: HostCase) async throws {
    let reader = FactReader(host.machine().host)
    for spec in FactTable.specs {
      let value = try await reader.fact(named: spec.name)
      #expect(spec.type.holds(value), "\(spec.name) is\n\(value.yamlLike)")
      #expect(value != .null)
    }
  }

  @Test func `there are hosts, and each is read`() {
    #expect(HostCase.all.count >= 6)
    for host in HostCase.all { #expect(host.value["description"]?.text != nil, "\(host.path)") }
  }

  /// From a seed, so that a failure can be had again.
  @Test(arguments: 0..<40)
  func `files that are cut, doubled or noise are read as far as they go`(seed: UInt64) async throws
  {
    var spoiler = Spoiler(seed: seed)
    for host in HostCase.all {
      let machine = host.machine()
      for file in host.files {
        machine.put(file.key, spoiler.spoiled(Array((file.value.text ?? "").utf8)))
      }
      let reader = FactReader(machine.host)
      for spec in FactTable.specs {
        let value = try await reader.fact(named: spec.name)
        #expect(spec.type.holds(value), "\(spec.name) of \(host.testDescription), seed \(seed)")
      }
    }
  }

  @Test func `a document of a thousand levels is no instance data, and no end either`() async throws
  {
    let machine = SimulatedHost()
    let deep = String(repeating: "[", count: 100_000)
    machine.put("/run/cloud-init/instance-data.json", Array(deep.utf8))
    machine.put("/sys/class/dmi/id/sys_vendor", Array("Hetzner\n".utf8))
    #expect(try await FactReader(machine.host).value(at: "cloud.provider") == "hetzner")
  }

  @Test func `directories, pipes and links to nowhere in place of files are nothing told`()
    async throws
  {
    let machine = SimulatedHost()
    machine.putDirectory("/etc/os-release")
    machine.putSpecial("/proc/cpuinfo", .pipe)
    machine.putLink("/proc/meminfo", to: "/proc/meminfo")
    machine.putLink("/etc/resolv.conf", to: "/nowhere")
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "os.id") == "linux")
    #expect(try await reader.value(at: "cpu.count") == .null)
    #expect(try await reader.value(at: "memory.total_bytes") == .null)
    #expect(try await reader.value(at: "network.resolvers") == [])
  }
}

extension Value {
  /// For a message.
  var yamlLike: String { jsonText(isIndented: true) }

  /// As a tool would print it; empty for null.
  var shown: String {
    switch self {
    case .null: ""
    case .text(let text): text
    default: jsonText()
    }
  }
}
