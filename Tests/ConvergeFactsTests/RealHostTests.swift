import ConvergeCore
import ConvergeFacts
import ConvergeHost
import ConvergeTestSupport
import Foundation
import Testing

/// The machine that the tests run on, beside what its own tools say of it. No fact starts a process:
/// the host that is read here cannot.
@Suite struct RealHostTests {
  private let reader: FactReader

  init() {
    var host = LocalHost().host
    host.processes = NoProcesses()
    reader = FactReader(host, directory: "/nonexistent")
  }

  @Test func `every fact has the keys and types that are declared`() async throws {
    for spec in FactTable.specs where spec.name != "containers" {
      let value = try #require(try reader.readyFact(named: spec.name))
      #expect(spec.type.holds(value), "\(spec.name) is\n\(value.yamlLike)")
    }
  }

  @Test(
    .enabled(if: Tool.all(["uname", "getconf", "hostname", "id"])),
    arguments: [
      ("kernel.name", ["uname", "-s"]), ("kernel.release", ["uname", "-r"]),
      ("kernel.machine", ["uname", "-m"]), ("cpu.count", ["getconf", "_NPROCESSORS_ONLN"]),
      ("network.hostname", ["hostname", "-s"]), ("user.name", ["id", "-un"]),
      ("user.id", ["id", "-u"]), ("user.group", ["id", "-gn"]), ("user.group_id", ["id", "-g"]),
    ])
  func `what a small tool prints is the fact`(path: String, command: [String]) async throws {
    #expect(try await reader.value(at: path).shown == Tool(command).output.trimmed)
  }

  @Test(.enabled(if: Tool.all(["systemd-detect-virt"])))
  func `virtual is what systemd-detect-virt says`() async throws {
    for (path, option) in [("kind", []), ("container", ["--container"]), ("machine", ["--vm"])] {
      let said = try Tool(["systemd-detect-virt"] + option).output.trimmed
      #expect(try await reader.value(at: "virtual.\(path)").shown == said)
    }
  }

  @Test(.enabled(if: Tool.all(["sh"])))
  func `os is what a shell reads from os-release`() async throws {
    let script = ". /etc/os-release; echo \"$ID|$NAME|$VERSION_ID|$VERSION_CODENAME\""
    let said = try Tool(["sh", "-c", script]).output.trimmed
    let os = try await reader.fact(named: "os")
    #expect(
      ["id", "name", "version", "codename"].map { os[$0]?.shown ?? "" }.joined(separator: "|")
        == said)
  }

  @Test(.enabled(if: Tool.all(["dpkg"])))
  func `the architecture is dpkg's`() async throws {
    let said = try Tool(["dpkg", "--print-architecture"]).output.trimmed
    #expect(try await reader.value(at: "os.architecture").shown == said)
    #expect(try await reader.value(at: "packages.manager") == "apt")
  }

  @Test(.enabled(if: Tool.all(["lscpu"])))
  func `the processor is what lscpu says`() async throws {
    let said = try Value(json: Array(Tool(["lscpu", "-J"]).output.utf8))
    let texts = said["lscpu"].map(Self.flattened) ?? [:]
    let cpu = try await reader.fact(named: "cpu")
    if let vendor = texts["Vendor ID:"] { #expect(cpu["vendor"]?.text == vendor) }
    if let model = texts["Model name:"], model != "-" { #expect(cpu["model"]?.text == model) }
    if let flags = texts["Flags:"] {
      let own = cpu["flags"]?.list?.compactMap(\.text) ?? []
      #expect(Set(own) == Set(flags.split(separator: " ").map(String.init)))
    }
  }

  /// lscpu nests what belongs together.
  private static func flattened(_ list: Value) -> [String: String] {
    var texts: [String: String] = [:]
    for entry in list.list ?? [] {
      if let field = entry["field"]?.text { texts[field] = entry["data"]?.text }
      if let children = entry["children"] { texts.merge(flattened(children)) { first, _ in first } }
    }
    return texts
  }

  @Test(.enabled(if: Tool.all(["free"])))
  func `memory is what free says`() async throws {
    let lines = try Tool(["free", "-b"]).output.split(separator: "\n")
    for (line, key) in [("Mem:", "total_bytes"), ("Swap:", "swap_total_bytes")] {
      let words = lines.first { $0.hasPrefix(line) }?.split(separator: " ") ?? []
      #expect(
        try await reader.value(at: "memory.\(key)").shown
          == words.dropFirst().first.map(String.init))
    }
  }

  @Test(.enabled(if: Tool.all(["lsblk"])))
  func `disks are among what lsblk lists, as large`() async throws {
    let said = try Tool(["lsblk", "-dbnro", "NAME,SIZE"]).output.split(separator: "\n")
    let sizes = Dictionary(
      said.map { line in
        let words = line.split(separator: " ").map(String.init)
        return (words[0], words.last ?? "")
      }, uniquingKeysWith: { first, _ in first })
    for disk in try await reader.fact(named: "disks").members ?? [] {
      #expect(disk.value["size_bytes"]?.shown == sizes[disk.key])
    }
  }

  @Test(.enabled(if: Tool.all(["findmnt", "df"])))
  func `mounts are what findmnt lists, as large as df says`() async throws {
    let mounts = try await reader.fact(named: "mounts").members ?? []
    let said = try Value(json: Array(Tool(["findmnt", "-lJo", "TARGET,FSTYPE"]).output.utf8))
    var types: [String: String] = [:]
    for entry in said["filesystems"]?.list ?? [] {
      types[entry["target"]?.text ?? ""] = entry["fstype"]?.text
    }
    #expect(Set(mounts.map(\.key)) == Set(types.keys))
    for mount in mounts { #expect(mount.value["type"]?.text == types[mount.key], "\(mount.key)") }
    let root = try Tool(["df", "-B1", "--output=size", "/"]).output.split(separator: "\n").last
    let own = mounts.first { $0.key == "/" }
    #expect(own?.value["size_bytes"]?.shown == root.map { String($0).trimmed })
  }

  @Test(.enabled(if: Tool.all(["ip"])))
  func `interfaces, addresses and routes are what ip says`() async throws {
    let network = try await reader.fact(named: "network")
    for link in try Value(json: Array(Tool(["ip", "-j", "addr"]).output.utf8)).list ?? [] {
      let name = link["ifname"]?.text ?? ""
      // Other tests and engines make and remove interfaces meanwhile.
      guard name == "lo" || name.hasPrefix("e") else { continue }
      let own = try #require(network["interfaces"]?[name], "\(name)")
      #expect(own["mtu"] == link["mtu"])
      #expect(own["state"]?.text == link["operstate"]?.text?.lowercased())
      let addresses = (own["addresses"]?.list ?? []).map {
        "\($0["address"]?.shown ?? "")/\($0["prefix_length"]?.shown ?? "")"
      }
      let said = (link["addr_info"]?.list ?? []).map {
        "\($0["local"]?.shown ?? "")/\($0["prefixlen"]?.shown ?? "")"
      }
      #expect(Set(addresses) == Set(said))
    }
    for (key, options) in [("default_route", []), ("default_route6", ["-6"])] {
      let routes = try Tool(["ip"] + options + ["-j", "route", "show", "default"]).output
      let route = try Value(json: Array(routes.utf8)).list?.first
      #expect(network[key]?["interface"]?.text == route?["dev"]?.text)
      #expect(network[key]?["gateway"]?.text == route?["gateway"]?.text)
    }
  }

  /// As text by the C library, whose way to write them RFC 5952 describes.
  @Test(arguments: 0..<8)
  func `addresses are written as inet_ntop writes them`(seed: UInt64) async throws {
    var numbers = Spoiler(seed: seed)
    let addresses = (0..<200).map { index in
      (0..<(index % 3 == 0 ? 4 : 16)).map { _ in
        // Many zeros, so that runs of them are met.
        numbers.below(3) == 0 ? UInt8(numbers.below(256)) : 0
      }
    }
    let machine = HostCase.all[0].machine()
    machine.put("/proc/self/net/dev", Array("-\n-\n  eth0: 0\n".utf8))
    var described = SimulatedMachine()
    described.interfaceAddresses = addresses.map {
      InterfaceAddress(interface: "eth0", bytes: $0, prefixLength: 8)
    }
    machine.become(described)
    let own = try await FactReader(machine.host).value(at: "network.interfaces.eth0.addresses")
    for (bytes, value) in zip(addresses, own.list ?? []) {
      var text = [CChar](repeating: 0, count: 64)
      inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, 64)
      let said = String(
        decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      // ::1.2.3.4 has been obsolete since RFC 4291.
      if said.hasPrefix("::"), said.contains("."), !said.hasPrefix("::ffff:") { continue }
      #expect(value["address"]?.text == said)
    }
    #expect(own.list?.count == addresses.count)
  }

  @Test func `the boot is when the kernel's clock began`() async throws {
    let boot = try #require(try await reader.value(at: "time.boot_seconds").integer)
    let stat = try String(contentsOfFile: "/proc/stat", encoding: .utf8)
    #expect(stat.contains("btime \(boot)\n"))
    #expect(try await reader.value(at: "time.boot").text?.hasSuffix("Z") == true)
  }
}

/// A host that cannot start a process.
private struct NoProcesses: ProcessRunner {
  func run(_ invocation: Invocation) async throws(HostError) -> ProcessResult {
    Issue.record("a fact ran \(invocation.arguments)")
    throw HostError(.refused, "run", invocation.arguments.first ?? "", because: "facts run nothing")
  }
}
