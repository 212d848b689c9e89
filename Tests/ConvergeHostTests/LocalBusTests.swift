import ConvergeCore
import ConvergeHost
import Foundation
import Testing

private let daemon = "org.freedesktop.DBus"

private func call(_ member: String, _ arguments: [BusValue] = []) -> BusCall {
  BusCall(daemon, "/org/freedesktop/DBus", daemon, member, arguments)
}

@Suite struct `The bus` {
  let daemonOfTest: PrivateBus
  let bus: LocalBus

  init() throws {
    daemonOfTest = try #require(try PrivateBus())
    bus = LocalBus(address: daemonOfTest.address)
  }

  @Test func `answers come in the order of the calls`() async throws {
    let answers = await bus.call(
      [
        call("ListNames"), call("NameHasOwner", [.text(daemon)]),
        call("NameHasOwner", [.text("no.such.name")]), call("GetId"),
      ], timeout: .seconds(30))
    let names = try #require(try answers[0].get().first?.elements)
    #expect(names.contains(.text(daemon)))
    #expect(try answers[1].get() == [.boolean(true)])
    #expect(try answers[2].get() == [.boolean(false)])
    #expect(try answers[3].get().first?.text?.count == 32)
  }

  @Test func `more calls than the bus allows at once are all answered`() async throws {
    let calls = (0..<1000).map { call("NameHasOwner", [.text($0 % 2 == 0 ? daemon : "a.b")]) }
    let answers = await bus.call(calls, timeout: .seconds(60))
    for (index, answer) in answers.enumerated() {
      #expect(try answer.get() == [.boolean(index % 2 == 0)])
    }
  }

  @Test func `variants and dictionaries are read`() async throws {
    let properties = await bus.call(
      [
        BusCall(
          daemon, "/org/freedesktop/DBus", "org.freedesktop.DBus.Properties", "Get",
          [.text(daemon), .text("Features")]),
        BusCall(
          daemon, "/org/freedesktop/DBus", "org.freedesktop.DBus.Properties", "GetAll",
          [.text(daemon)]),
      ], timeout: .seconds(30))
    guard case .variant(.array("s", let features))? = try properties[0].get().first else {
      Issue.record("\(properties[0])")
      return
    }
    #expect(!features.isEmpty)
    guard case .array("{sv}", let all)? = try properties[1].get().first else {
      Issue.record("\(properties[1])")
      return
    }
    #expect(all.contains(.dictionaryEntry(.text("Features"), .variant(.array("s", features)))))
  }

  @Test func `an error has its name, and what it means`() async throws {
    let answers = await bus.call(
      [
        call("GetNameOwner", [.text("no.such.name")]), call("NoSuchMethod"),
        BusCall("no.such.name", "/", "a.b", "C"),
      ], timeout: .seconds(30))
    let reasons: [HostError.Reason] = [.unavailable, .refused, .unavailable]
    let names = ["NameHasNoOwner", "UnknownMethod", "ServiceUnknown"]
    for (index, answer) in answers.enumerated() {
      let error = #expect(throws: HostError.self) { try answer.get() }
      #expect(error?.reason == reasons[index])
      #expect(error?.because.contains("org.freedesktop.DBus.Error.\(names[index])") == true)
    }
  }

  @Test func `every value comes back as it was sent`() async throws {
    let values: [BusValue] = [
      .boolean(true), .byte(200), .int32(-5), .uint32(.max), .int64(.min), .uint64(.max),
      .double(0.5), .text("höi"), .objectPath("/a/b"), .signature("a{sv}"),
      .array("s", []), .array("as", [.array("s", [.text("x")]), .array("s", [])]),
      .structure([.text("a"), .structure([.uint32(1), .boolean(false)])]),
      .array(
        "{sv}",
        [
          .dictionaryEntry(
            .text("k"), .variant(.array("(sb)", [.structure([.text("s"), .boolean(true)])]))),
          .dictionaryEntry(.text("l"), .variant(.variant(.int32(1)))),
        ]),
    ]
    let echo = try EchoOnBus(daemonOfTest.address)
    let answers = await bus.call(
      [BusCall(echo.name, "/echo", "test.Echo", "Echo", values)], timeout: .seconds(30))
    #expect(try answers[0].get() == values)
  }

  @Test func `a job's end is the signal of the one who began it`() async throws {
    let echo = try EchoOnBus(daemonOfTest.address)
    let end = BusJobEnd(
      path: "/echo", interface: "test.Echo", member: "JobRemoved", jobArgument: 1)
    let answers = await bus.perform(
      ["late", "early", "fails"].map {
        BusCall(echo.name, "/echo", "test.Echo", "Start", [.text($0)])
      }, until: end, timeout: .seconds(30))
    #expect(try answers[0].get() == [.uint32(7), .objectPath("/job/late"), .text("done")])
    #expect(try answers[1].get() == [.uint32(7), .objectPath("/job/early"), .text("done")])
    let error = #expect(throws: HostError.self) { try answers[2].get() }
    #expect(error?.because == "no job (test.Echo.Failed)")
  }

  @Test func `who does not answer is given up`() async throws {
    let echo = try EchoOnBus(daemonOfTest.address)
    let answers = await bus.call(
      [
        BusCall(echo.name, "/echo", "test.Echo", "Silence"), call("GetId"),
      ], timeout: .milliseconds(400))
    let error = #expect(throws: HostError.self) { try answers[0].get() }
    #expect(error?.reason == .timedOut)
    #expect(throws: Never.self) { try answers[1].get() }
  }

  @Test func `a cancelled task does not wait`() async throws {
    let echo = try EchoOnBus(daemonOfTest.address)
    let task = Task {
      await bus.call(
        [BusCall(echo.name, "/echo", "test.Echo", "Silence")], timeout: .seconds(1000))
    }
    task.cancel()
    let error = await #expect(throws: HostError.self) { try await task.value[0].get() }
    #expect(error?.reason == .interrupted)
  }

  @Test func `a bus that is gone is unavailable, with a way out`() async throws {
    // Whether the end is heard before the call is sent is a matter of luck: both are tried.
    for _ in 0..<20 {
      let daemon = try #require(try PrivateBus())
      let bus = LocalBus(address: daemon.address)
      _ = await bus.call([call("GetId")], timeout: .seconds(30))
      daemon.stop()
      let answers = await bus.call([call("GetId")], timeout: .seconds(30))
      let error = #expect(throws: HostError.self) { try answers[0].get() }
      #expect(error?.reason == .unavailable)
      #expect(error?.remedy?.contains("systemctl start dbus") == true)
    }
  }

  @Test func `a closed conversation is over`() async throws {
    bus.close()
    let answers = await bus.call([call("GetId")], timeout: .seconds(30))
    let error = #expect(throws: HostError.self) { try answers[0].get() }
    #expect(error?.reason == .interrupted)
  }
}

@Suite struct `No bus` {
  @Test func `it is unavailable`() async throws {
    let bus = LocalBus(address: "unix:path=/nonexistent/bus")
    let answers = await bus.call([call("GetId"), call("GetId")], timeout: .seconds(30))
    for answer in answers {
      let error = #expect(throws: HostError.self) { try answer.get() }
      #expect(error?.reason == .unavailable)
    }
  }
}
