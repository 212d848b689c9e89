import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeHooks

@Suite struct `Fetching again` {
  let bench = FetchBench()

  @Test func `a failure that passes is waited out, as often as it may be`() async throws {
    bench.serve(
      .passing("503"), .passing("503"), .passing("503"), .passing("503"), .passing("503"),
      .passing("503"), .file(bytes("hello")))
    let time = try await bench.milliseconds { _ = try await bench.fetch(bench.file()) }
    #expect(bench.machine.requests.count == 7)
    // 3 + 6 + 12 + 24 + 48 + 96 s, each a quarter more or less.
    #expect((141_000...237_000).contains(time))
  }

  @Test func `after seven attempts it is given up, with the last one's reason`() async throws {
    bench.serve(.passing("the server answers 503"))
    let failure = try await bench.failure(bench.file())
    #expect(bench.machine.requests.count == 7)
    #expect(failure.reason == .download)
    #expect(failure.error.reason == .unavailable)
    #expect(failure.error.because == "the server answers 503, after 7 attempts")
  }

  @Test func `a failure that lasts is not tried again`() async throws {
    let lasting = HostError(.denied, "fetch", "x", because: "the server answers 403")
    bench.serve(.fails(DownloadFailure(lasting, isPassing: false)))
    #expect(try await bench.failure(bench.file()).error == lasting)
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `the wait that the server asks for is kept, where it is longer`() async throws {
    bench.serve(.passing("429", retryAfter: .seconds(200)), .file(bytes("hello")))
    let time = try await bench.milliseconds { _ = try await bench.fetch(bench.file()) }
    #expect((200_000...200_100).contains(time))
  }

  @Test func `a shorter one does not hurry`() async throws {
    bench.serve(.passing("429", retryAfter: .zero), .file(bytes("hello")))
    let time = try await bench.milliseconds { _ = try await bench.fetch(bench.file()) }
    #expect((2_250...3_800).contains(time))
  }

  @Test func `what would wait longer than patience lasts is given up at once`() async throws {
    var bench = bench
    bench.limits.patience = .seconds(100)
    bench.serve(.passing("429", retryAfter: .seconds(200)), .file(bytes("hello")))
    let time = try await bench.milliseconds { _ = try await bench.failure(bench.file()) }
    #expect(time < 1000)
    #expect(bench.machine.requests.count == 1)
  }

  @Test func `whoever is interrupted does not wait for the next attempt`() async throws {
    bench.serve(.passing("429", retryAfter: .seconds(200)), .file(bytes("hello")))
    let machine = bench.machine
    let start = machine.host.clock.now().monotonicNanoseconds
    let fetcher = HookFetcher(
      host: machine.host, area: FetchBench.area, run: RunID("a"),
      goesOn: { machine.host.clock.now().monotonicNanoseconds < start + 20_000_000_000 })
    let time = await bench.milliseconds {
      let failure = await #expect(throws: FetchFailure.self) {
        try await fetcher.fetch([bench.file()])
      }
      #expect(failure?.error.reason == .interrupted)
    }
    #expect((20_000...21_100).contains(time))
    #expect(machine.requests.count == 1)
  }

  @Test func `the last attempt has no longer than patience lasts`() async throws {
    var bench = bench
    bench.limits.patience = .seconds(100)
    bench.serve(.passing("503"), .file(bytes("hello")))
    _ = try await bench.fetch(bench.file())
    let deadlines = bench.machine.requests.map(\.deadline)
    #expect(deadlines.count == 2)
    #expect(deadlines[0] == .seconds(100))
    #expect(deadlines[1] < .seconds(98))
  }

  @Test func `the same run waits the same time, and others another`() {
    let limits = FetchLimits()
    func delays(_ run: String, _ subject: String = "https://h/a") -> [Duration] {
      (1...6).map {
        limits.delay(afterFailure: $0, retryAfter: nil, run: run, subject: subject)
      }
    }
    #expect(delays("a") == delays("a"))
    #expect(delays("a") != delays("b"))
    #expect(delays("a") != delays("a", "https://h/b"))
    for (index, delay) in delays("a").enumerated() {
      let middle = Duration.seconds(3 << index)
      #expect((middle * 3 / 4...middle * 5 / 4).contains(delay))
    }
  }

  @Test func `no wait is longer than the longest`() {
    let limits = FetchLimits()
    for failure in [7, 40, Int.max] {
      let delay = limits.delay(afterFailure: failure, retryAfter: nil, run: "a", subject: "b")
      #expect(delay <= .seconds(120))
    }
    #expect(
      limits.delay(afterFailure: 1, retryAfter: .seconds(9999), run: "a", subject: "b")
        == .seconds(600))
  }
}
