import ConvergeCore
import ConvergeKinds
import ConvergeTestSupport
import Testing

/// How many programs packages cost.
@Suite struct PackageProcessTests {
  private func bench(installed: Int, missing: Int = 0) -> KindBench<Package> {
    let machine = SimulatedHost()
    let repository = SimulatedRepository.of(machine)
    for number in 0..<(installed + missing) {
      repository.add(SimulatedPackage("app\(number)", "1.0"))
    }
    let stanzas = (0..<installed).map {
      "Package: app\($0)\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n"
    }
    machine.put("/var/lib/dpkg/status", Array(stanzas.joined(separator: "\n").utf8))
    return KindBench(machine)
  }

  private func manifest(_ count: Int, _ value: String = "") -> String {
    "packages:\n" + (0..<count).map { "  app\($0): \(value)\n" }.joined()
  }

  @Test(arguments: ["", "present", "{ version: \"1.0\" }", "{ version: \"1.*\" }"])
  func `packages that are as declared cost no program`(_ value: String) async throws {
    let bench = bench(installed: 50)
    let steps = bench.machine.stepCount
    #expect(try await bench.verdicts(manifest(50, value)).allSatisfy { $0 == .inSync })
    #expect(bench.processes.lines.isEmpty)
    #expect(bench.machine.stepCount == steps)
  }

  @Test func `what has to be newest costs one program for all`() async throws {
    let bench = bench(installed: 50)
    #expect(try await bench.verdicts(manifest(50, "latest")).allSatisfy { $0 == .inSync })
    #expect(bench.processes.programs == ["apt-cache"])
  }

  @Test func `fifty missing packages cost one transaction`() async throws {
    let bench = bench(installed: 0, missing: 50)
    let effects = try await bench.apply(manifest(50))
    #expect(effects.allSatisfy { (try? $0.get())?.isChange == true })
    #expect(
      bench.processes.programs == ["apt-cache", "simulate", "apt-cache", "simulate", "apt-get"])
  }

  @Test func `options that differ make transactions of their own`() async throws {
    let bench = bench(installed: 0, missing: 3)
    let effects = try await bench.apply(
      "packages: { app0: , app1: { recommends: false }, app2: { conffiles: replace } }")
    #expect(effects.allSatisfy { (try? $0.get()) != nil })
    let transactions = zip(bench.processes.programs, bench.processes.lines)
      .filter { $0.0 == "apt-get" }.map(\.1)
    #expect(transactions.count == 3)
    #expect(transactions[1].contains("--no-install-recommends"))
    #expect(transactions[2].contains("Dpkg::Options::=--force-confnew"))
  }

  @Test func `one of many that cannot be had is found by halves`() async throws {
    let bench = bench(installed: 0, missing: 32)
    var broken = SimulatedPackage("broken", "1.0")
    broken.depends = ["nowhere"]
    SimulatedRepository.of(bench.machine).add(broken)
    let verdicts = try await bench.verdicts(manifest(32) + "  broken:\n")
    #expect(verdicts.filter { if case .failing = $0 { true } else { false } }.count == 1)
    #expect(bench.processes.programs.filter { $0 == "simulate" }.count <= 14)
  }

  @Test func `the lists are refreshed once in a run`() async throws {
    let bench = bench(installed: 1)
    for _ in 0..<2 {
      let effects = try await bench.apply("packages: [ nowhere ]")
      #expect(effects.allSatisfy { (try? $0.get()) == nil })
    }
    #expect(bench.processes.programs.filter { $0 == "update" }.count == 1)
  }

  @Test func `where nothing is to go apt is told so`() async throws {
    let bench = bench(installed: 1, missing: 1)
    _ = try await bench.apply("packages: { app1: }")
    _ = try await bench.apply("packages: { app0: absent }")
    let transactions = zip(bench.processes.programs, bench.processes.lines)
      .filter { $0.0 == "apt-get" }.map(\.1)
    #expect(transactions.map { $0.contains("--no-remove") } == [true, false])
  }

  @Test func `a simulation that was not heard to its end is no leave`() async throws {
    let bench = bench(installed: 0, missing: 1)
    bench.processes.dropsBytes = true
    let effects = try await bench.apply("packages: { app0: }")
    #expect(effects.allSatisfy { (try? $0.get()) == nil })
    #expect(!bench.processes.programs.contains("apt-get"))
  }
}
