import ConvergeCore
import ConvergeKinds
import ConvergeTestSupport
import Testing

struct ServiceRefreshTests {
  private let conf = "/etc/app.conf"

  private func bench(_ directives: [String] = [], isRunning: Bool = true) -> ServiceBench {
    let bench = ServiceBench()
    bench.machine.put(conf, Array("old".utf8))
    bench.unit("app", ["X-Simulated-Reads=\(conf)"] + directives, isRunning: isRunning)
    bench.machine.put(conf, Array("new".utf8))
    return bench
  }

  private func loaded(_ bench: ServiceBench) -> String? {
    bench.systemd.loaded(conf, by: "app.service").map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `a restart loads what has changed`() async throws {
    let bench = bench()
    #expect(loaded(bench) == "old")
    #expect(try await bench.refresh("[app]") == [.success(.delivered())])
    #expect(loaded(bench) == "new")
    #expect(bench.systemd.daemonReloads == 0)
  }

  @Test(arguments: [
    ("restart", true, 2, 0), ("reload", true, 1, 1), ("reload-or-restart", true, 1, 1),
    ("reload-or-restart", false, 2, 0),
  ])
  func `each way of a refresh does what it says`(
    mode: String, canReload: Bool, starts: Int, reloads: Int
  ) async throws {
    let bench = bench(canReload ? ["ExecReload=/bin/true"] : [])
    let result = try await bench.refresh("{ app: { on_refresh: \(mode) } }")
    #expect(result == [.success(.delivered())])
    #expect(bench.systemd.deliveries(to: "app.service") == (starts, reloads))
    #expect(loaded(bench) == "new")
  }

  @Test func `nothing that is down is started`() async throws {
    let bench = bench(isRunning: false)
    #expect(try await bench.refresh("[app]") == [.success(.notRunning)])
    #expect(bench.systemd.deliveries(to: "app.service").starts == 0)
  }

  @Test func `a service may want no refresh at all`() async throws {
    let bench = bench()
    #expect(
      try await bench.refresh("{ app: { on_refresh: none } }") == [.success(.notRunning)])
    #expect(loaded(bench) == "old")
  }

  @Test func `a unit that cannot reload says what to write`() async throws {
    let bench = bench()
    let result = try await bench.refresh("{ app: { on_refresh: reload } }")
    #expect(result[0].complaint.contains("write 'on_refresh: restart'"))
    #expect(loaded(bench) == "old")
  }

  @Test func `three services with changed units cost one daemon-reload`() async throws {
    let bench = ServiceBench()
    for name in ["a", "b", "c"] {
      bench.unit(name)
      bench.unit(name, ["X-Simulated-Reads=\(conf)"], isRunning: false)
    }
    bench.machine.put(conf, Array("new".utf8))
    let results = try await bench.refresh("[a, b, c]")
    #expect(results.allSatisfy { (try? $0.get()) != nil })
    #expect(bench.systemd.daemonReloads == 1)
    for name in ["a", "b", "c"] {
      #expect(bench.systemd.loaded(conf, by: "\(name).service") == Array("new".utf8))
    }
  }

  @Test func `a failed restart tells the last words of the service`() async throws {
    let bench = bench(["X-Simulated-Rejects=new"])
    let complaint = try await bench.refresh("[app]")[0].complaint
    #expect(complaint.contains("cannot restart app.service"))
    #expect(complaint.contains("exit status 1"))
    #expect(complaint.contains("configuration has 'new'"))
  }

  @Test func `a failed reload leaves the service running, and is an error`() async throws {
    let bench = bench(["X-Simulated-Rejects=new", "ExecReload=/bin/true"])
    let result = try await bench.refresh("{ app: { on_refresh: reload } }")
    #expect(result[0].complaint.contains("cannot reload app.service"))
    #expect(loaded(bench) == "old")
  }

  @Test func `one failure leaves the others their refresh`() async throws {
    let bench = bench(["X-Simulated-Rejects=new"])
    bench.unit("other", ["X-Simulated-Reads=\(conf)"])
    let results = try await bench.refresh("[app, other]")
    #expect(results[0].complaint != "")
    #expect(results[1] == .success(.delivered()))
  }

  @Test func `what ends soon after its restart has failed`() async throws {
    let bench = bench(["X-Simulated-Ends-After=2s"])
    let patient = try await bench.refresh("{ app: { healthy_after: 3s } }")
    #expect(patient[0].complaint.contains("it started and then failed"))
  }

  @Test func `a service that is started over and over is restarted with its new file`() async throws
  {
    let bench = bench(["X-Simulated-Loops=yes"])
    bench.unit("app", ["X-Simulated-Reads=\(conf)"], isRunning: false)
    #expect(try await bench.refresh("[app]")[0].complaint == "")
    #expect(loaded(bench) == "new")
  }
}
