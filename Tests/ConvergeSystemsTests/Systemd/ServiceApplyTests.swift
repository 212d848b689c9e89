import ConvergeCore
import ConvergeKinds
import ConvergeSystems
import ConvergeTestSupport
import Testing

struct ServiceApplyTests {
  @Test func `fifty units are read in one conversation, without a process`() async throws {
    let bench = ServiceBench()
    let names = (1...50).map { "app\($0)" }
    for name in names { bench.unit(name) }
    let services = try bench.services("[\(names.joined(separator: ", "))]")
    let steps = bench.machine.stepCount
    let states = await Service.observe(services, on: bench.host)
    #expect(states.allSatisfy { (try? $0.get())?.isRunning == true })
    #expect(bench.bus.conversations == 1)
    #expect(bench.machine.stepCount == steps)
  }

  @Test func `systemd that starts itself anew is asked again`() async throws {
    let bench = ServiceBench(awayFor: 3)
    for name in ["one", "two"] { bench.unit(name) }
    let states = await Service.observe(try bench.services("[one, two]"), on: bench.host)
    #expect(states.allSatisfy { (try? $0.get())?.isRunning == true })
    #expect(bench.bus.conversations == 4)
  }

  @Test func `systemd that does not come back is given up`() async throws {
    let bench = ServiceBench(awayFor: .max)
    bench.unit("one")
    let states = await Service.observe(try bench.services("[one]"), on: bench.host)
    #expect(states.allSatisfy { $0.complaint.contains("it has gone") })
    #expect(bench.bus.conversations == 11)
  }

  @Test func `a failed start tells how its process ended`() async throws {
    let bench = ServiceBench()
    bench.unit("app", ["X-Simulated-Fails=yes"], isRunning: false)
    let complaint = try await bench.apply("{ app: running }")[0].complaint
    #expect(complaint.contains("cannot start app.service: it failed (exit-code), exit status 1"))
    #expect(complaint.contains("| cannot bind to its port"))
  }

  @Test func `a start without end is an error after its time`() async throws {
    let bench = ServiceBench()
    bench.unit("app", ["X-Simulated-Hangs=yes"], isRunning: false)
    let complaint = try await bench.apply("{ app: running }")[0].complaint
    #expect(complaint.contains("it is not over after 90 s"))
  }

  @Test func `a start that ends in a loop has failed`() async throws {
    let bench = ServiceBench()
    bench.unit("app", ["X-Simulated-Loops=yes"], isRunning: false)
    let complaint = try await bench.apply("{ app: running }")[0].complaint
    #expect(complaint.contains("systemd starts it over"))
  }

  @Test(arguments: [("1s", false), ("3s", true)])
  func `a service must stay up for as long as is asked`(time: String, fails: Bool) async throws {
    let bench = ServiceBench()
    bench.unit("app", ["X-Simulated-Ends-After=2s"], isRunning: false)
    let result = try await bench.apply("{ app: { running: true, healthy_after: \(time) } }")
    #expect((result[0].complaint != "") == fails)
  }

  @Test func `a condition that does not hold is named`() async throws {
    let bench = ServiceBench()
    bench.unit("app", ["X-Simulated-Condition=no"], isRunning: false)
    let service = try bench.services("{ app: running }")[0]
    #expect(try await bench.apply("{ app: running }")[0].complaint == "")
    let state = try await Service.observe([service], on: bench.host)[0].get()
    let complaint = service.complaint(about: state, after: .inSync, last: nil)
    #expect(complaint?.because.contains("a condition in its unit does not hold") == true)
  }

  @Test func `a mask has no place where the unit file is`() async throws {
    let bench = ServiceBench()
    bench.unit("app")
    let complaint = try await bench.apply("{ app: masked }")[0].complaint
    #expect(complaint.contains("/usr/local/lib/systemd/system"))
  }

  @Test func `one unit that cannot be changed leaves the others`() async throws {
    let bench = ServiceBench()
    bench.unit("app")
    bench.unit("other", isRunning: false)
    let results = try await bench.apply("{ app: masked, other: { running: true, enabled: true } }")
    #expect(results[0].complaint != "")
    #expect(results[1].complaint == "")
    #expect(bench.systemd.daemonReloads == 1)
  }

  @Test func `a boot loads what is on disk`() async throws {
    let bench = ServiceBench()
    bench.machine.put("/etc/app.conf", Array("old".utf8))
    bench.unit("app", ["X-Simulated-Reads=/etc/app.conf"])
    // By a link that was synced long ago: systemd itself syncs none.
    bench.machine.putLink(
      "/etc/systemd/system/multi-user.target.wants/app.service",
      to: "/etc/systemd/system/app.service")
    bench.machine.put("/etc/app.conf", Array("new".utf8))
    bench.machine.powerCut()
    bench.machine.restart()
    #expect(bench.systemd.loaded("/etc/app.conf", by: "app.service") == Array("new".utf8))
  }

  @Test func `a start that nobody heard of is done all the same`() async throws {
    let bench = ServiceBench()
    bench.unit("app", isRunning: false)
    bench.machine.stop(atStep: bench.machine.stepCount + 2)
    #expect(try await bench.apply("{ app: running }")[0].complaint != "")
    bench.machine.restart()
    #expect(bench.systemd.deliveries(to: "app.service").starts == 1)
  }
}
