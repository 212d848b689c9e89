import ConvergeCore
import ConvergeFacts
import ConvergeTestSupport
import Synchronization
import Testing

@Suite struct FactReaderTests {
  private func host(_ files: RecordingFiles, _ other: Host) -> Host {
    var host = other
    host.files = files
    return host
  }

  @Test func `nothing is read before it is asked for, and then only what the fact needs`()
    async throws
  {
    let other = HostCase.all[0].machine().host
    let files = RecordingFiles(other.files)
    let reader = FactReader(host(files, other))
    #expect(files.paths == [])
    _ = try await reader.fact(named: "memory")
    #expect(files.paths == ["/proc/meminfo"])
    _ = try reader.readyFact(named: "time")
    #expect(Set(files.paths) == ["/proc/meminfo", "/proc/stat", "/etc/localtime", "/etc/timezone"])
  }

  @Test func `a fact is read once, so that all of a run sees one host`() async throws {
    let machine = SimulatedHost()
    machine.put("/etc/os-release", Array("ID=debian\n".utf8))
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "os.id") == "debian")
    machine.put("/etc/os-release", Array("ID=arch\n".utf8))
    #expect(try await reader.value(at: "os.id") == "debian")
    #expect(try await FactReader(machine.host).value(at: "os.id") == "arch")
  }

  @Test func `only what a service or a program tells has to be waited for`() async throws {
    let machine = SimulatedHost()
    machine.put("/etc/converge/facts.d/run.sh", mode: 0o755)
    let reader = FactReader(machine.host)
    var waiting: [String] = []
    for name in reader.names where try reader.readyFact(named: name) == nil { waiting.append(name) }
    #expect(waiting == ["containers", "local"])
    _ = try await reader.fact(named: "containers")
    #expect(try reader.readyFact(named: "containers") != nil)
  }

  @Test func `a name that is no fact is an error with the nearest`() async {
    let reader = FactReader(SimulatedHost().host)
    let error = await #expect(throws: HostError.self) { try await reader.fact(named: "netwrok") }
    #expect(error?.reason == .notFound)
    #expect(error?.because == "'netwrok' is no fact: did you mean 'network'?")
  }

  @Test func `an engine that says nothing, or nonsense, has no version`() async throws {
    let machine = SimulatedHost()
    machine.putSpecial("/run/docker.sock", .socket)
    let silent = try await FactReader(machine.host).fact(named: "containers")
    #expect(silent == .record(["engine": "docker", "version": .null]))
    machine.put("/run/docker.sock")
    let none = try await FactReader(machine.host).value(at: "containers.engine")
    #expect(none == .null)
    machine.take("/run/docker.sock")
    machine.putSpecial("/run/podman/podman.sock", .socket)
    machine.install(Engine(version: "4.3.1"), atSocket: "/run/podman/podman.sock")
    let podman = try await FactReader(machine.host).fact(named: "containers")
    #expect(podman == .record(["engine": "podman", "version": "4.3.1"]))
  }

  @Test(arguments: [
    ("", "localhost"), ("127.0.0.1 localhost\n127.0.1.1 box.example.net box\n", "box.example.net"),
    ("10.0.0.1 box other box.example.net # box.example.org\n", "box.example.net"),
    ("# 127.0.1.1 box.example.net box\n", "box.from.resolver"),
    ("10.0.0.1 box-two.example.net box-two\n", "box.from.resolver"),
  ])
  func `the whole name comes from hosts, else from the resolver's domain`(
    hosts: String, expected: String
  ) async throws {
    let machine = SimulatedHost()
    machine.put("/etc/hosts", Array(hosts.utf8))
    if expected == "localhost" {
      machine.put("/etc/hostname", Array("localhost\n".utf8))
    } else {
      machine.put("/proc/sys/kernel/hostname", Array("box\n".utf8))
      machine.put("/etc/resolv.conf", Array("search from.resolver other\n".utf8))
    }
    let reader = FactReader(machine.host)
    #expect(try await reader.value(at: "network.fqdn") == .text(expected))
  }
}

/// Files, with what is looked at written down.
final class RecordingFiles: FileSystem {
  private let files: any FileSystem
  private let seen = Mutex<[String]>([])

  init(_ files: any FileSystem) { self.files = files }

  var paths: [String] { seen.withLock { $0 } }

  private func note(_ path: String) { seen.withLock { if !$0.contains(path) { $0.append(path) } } }

  func status(_ path: String) throws(HostError) -> FileStatus? {
    note(path)
    return try files.status(path)
  }
  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    note(path)
    return try files.read(path, limitBytes: limitBytes)
  }
  func target(ofLink path: String) throws(HostError) -> String {
    note(path)
    return try files.target(ofLink: path)
  }
  func list(_ path: String) throws(HostError) -> [String] {
    note(path)
    return try files.list(path)
  }
  func resolve(_ path: String) throws(HostError) -> String? {
    note(path)
    return try files.resolve(path)
  }

  func stage(_ candidate: Candidate, at temporary: String) throws(HostError) { throw Self.changed }
  func rename(_ path: String, to other: String) throws(HostError) { throw Self.changed }
  func makeLink(
    at path: String, to target: String, owner: FileOwner?
  ) throws(HostError) { throw Self.changed }
  func makeHardLink(at path: String, to existing: String) throws(HostError) { throw Self.changed }
  func makeDirectory(
    _ path: String, mode: UInt16, owner: FileOwner?
  ) throws(HostError) { throw Self.changed }
  func setMode(_ path: String, _ mode: UInt16) throws(HostError) { throw Self.changed }
  func setOwner(_ path: String, _ owner: FileOwner) throws(HostError) { throw Self.changed }
  func remove(_ path: String) throws(HostError) { throw Self.changed }
  func syncDirectory(of path: String) throws(HostError) { throw Self.changed }

  private static var changed: HostError {
    HostError(.refused, "change", "a file", because: "facts only read")
  }
}
