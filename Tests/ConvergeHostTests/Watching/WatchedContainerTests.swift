import ConvergeCore
import Testing

@testable import ConvergeHost

@Suite struct `What is heard of a container` {
  @Test func `is all that the engine says of one deed, with signal and status`() {
    var container = WatchedContainer()
    container.take("start", nil, id: "0123", at: 0)
    container.take("kill", .record(["signal": "15"]), id: "0123", at: 60_000)
    container.take("kill", .record(["signal": "9"]), id: "0123", at: 70_000)
    container.take("die", .record(["exitCode": "137"]), id: "0123", at: 70_010)
    container.take("stop", nil, id: "0123", at: 70_020)
    #expect(
      container.told
        == "the engine says 'kill' with SIGTERM, 'kill' with SIGKILL, 'die' with exit status 137, "
        + "'stop'")
    #expect(container.deed.since == 55_000)
  }

  @Test func `is not what was said of the deed before`() {
    var container = WatchedContainer()
    container.take("update", nil, id: "0123", at: 1000)
    container.take("oom", nil, id: "0123", at: 2000)
    container.take("die", .record(["exitCode": "137"]), id: "0123", at: 2010)
    #expect(container.told == "the engine says 'oom', 'die' with exit status 137")
    #expect(container.deed.since == 1000)
  }

  @Test func `is not what comes after its end, as a start by ourselves`() {
    var container = WatchedContainer()
    container.take("die", .record(["exitCode": "137"]), id: "0123", at: 2000)
    container.take("start", nil, id: "0123", at: 2020)
    #expect(container.told == "the engine says 'start'")
    #expect(container.deed.since == 2000)
  }
}
