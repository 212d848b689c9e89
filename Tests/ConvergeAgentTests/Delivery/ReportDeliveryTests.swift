import ConvergeAgent
import ConvergeCore
import ConvergeReport
import Testing

@Suite struct ReportDeliveryTests {
  private let stage = DeliveryStage()

  private func delivery(
    _ bounds: SpoolBounds = SpoolBounds(), _ change: (inout ReportDestinations) -> Void = { _ in }
  ) -> ReportDelivery {
    var destinations = ReportDestinations()
    destinations.textfile = "/srv/converge.prom"
    destinations.listen = "127.0.0.1:9598"
    destinations.webhook = .init(url: "https://example.org/converge")
    change(&destinations)
    return ReportDelivery(destinations, mode: .enforce, outlets: stage.outlets, bounds: bounds)
  }

  @Test func `a report reaches the journal, the textfile, the metrics and the webhook`()
    async throws
  {
    let delivery = delivery()
    #expect(await delivery.resume() == [])
    #expect(await delivery.deliver(sampleReport()) == [])
    await delivery.settle()
    #expect(stage.journal.map { $0["CONVERGE_REF"] } == ["file:/etc/motd", nil])
    let file = try #require(stage.files["/srv/converge.prom"])
    #expect(file.contains("converge_last_run_duration_seconds{manifest=\"web\"} 0.0214\n"))
    let address = try #require(MetricsAddress("127.0.0.1:9598"))
    #expect(stage.page("\(address)") == file)
    let post = try #require(stage.posts.first)
    #expect(post.headers["Idempotency-Key"] == "\"2026-11-23T21:40:12Z-0001\"")
    #expect(try Report(json: String(decoding: post.body, as: UTF8.self)).run == sampleReport().run)
    #expect(stage.spooled == [])
    await delivery.stop()
    #expect(stage.page("\(address)") == nil)
  }

  @Test func `what does not get through is tried again, later each time, in its order`() async {
    stage.answer(
      .status(500, retryAfter: nil), .status(503, retryAfter: .seconds(30)),
      .broken(DeliveryStage.failure), .status(429, retryAfter: .seconds(7)))
    let delivery = delivery()
    _ = await delivery.deliver(sampleReport(1))
    _ = await delivery.deliver(sampleReport(2))
    await delivery.settle()
    #expect(stage.waits == [.seconds(2), .seconds(30), .seconds(8), .seconds(16)])
    let runs = stage.posts.compactMap { $0.headers["Idempotency-Key"]?.dropLast().suffix(4) }
    #expect(runs == ["0001", "0001", "0001", "0001", "0001", "0002"])
    #expect(stage.spooled == [])
    let complaints = stage.journal.filter { $0["MESSAGE_ID"] == JournalRecord.deliveryID }
    #expect(complaints.count == 1, "a webhook that is away is told once")
    #expect(
      stage.files["/srv/converge.prom"]?.contains("converge_webhook_failures_total 4\n") == true)
  }

  @Test func `what the webhook refuses is not sent again, and counted`() async {
    stage.answer(.status(422, retryAfter: nil))
    let delivery = delivery()
    _ = await delivery.deliver(sampleReport(1))
    await delivery.settle()
    #expect(stage.posts.count == 1)
    #expect(stage.spooled == [])
    #expect(
      stage.files["/srv/converge.prom"]?.contains("converge_webhook_dropped_total 1\n") == true)
    #expect(stage.journal.last?["MESSAGE"]?.contains("refuses the report") == true)
  }

  @Test func `reports that waited when the process ended are sent by the next one`() async {
    let first = delivery { $0.listen = nil }
    _ = await first.deliver(sampleReport(1))
    await first.stop()
    let again = delivery { $0.listen = nil }
    _ = await again.resume()
    await again.settle()
    #expect(stage.spooled == [])
    #expect(stage.posts.last?.headers["Idempotency-Key"] == "\"2026-11-23T21:40:12Z-0001\"")
  }

  @Test func `the oldest go where too many wait, and they are counted`() async {
    stage.answer(.status(500, retryAfter: nil))
    stage.sleepForGood()
    var bounds = SpoolBounds()
    bounds.count = 2
    let delivery = delivery(bounds)
    var complaints: [String] = []
    for number in 1...4 { complaints += await delivery.deliver(sampleReport(number)) }
    #expect(stage.spooled.map { $0.suffix(4) } == ["0003", "0004"])
    #expect(complaints.count == 2 && complaints.allSatisfy { $0.contains("the oldest report") })
    #expect(
      stage.files["/srv/converge.prom"]?.contains("converge_webhook_dropped_total 2\n") == true)
    await delivery.stop()
  }

  @Test func `what goes wrong is said, and the rest is delivered`() async {
    stage.fail("journal", "file", "serve", "add")
    let delivery = delivery()
    #expect(await delivery.resume().count == 1)
    let complaints = await delivery.deliver(sampleReport())
    #expect(complaints.count == 3)
    #expect(complaints.allSatisfy { $0.contains("no space is left") })
    stage.fail()
    #expect(await delivery.deliver(sampleReport(2)) == [])
    await delivery.settle()
    #expect(stage.posts.count == 1)
    #expect(
      stage.files["/srv/converge.prom"]?.contains("converge_webhook_dropped_total 1\n") == true)
  }

  @Test func `a spool that cannot be emptied does not send for ever`() async {
    stage.fail("remove")
    let delivery = delivery()
    _ = await delivery.deliver(sampleReport())
    await delivery.settle()
    #expect(stage.posts.count == 1)
  }

  @Test func `a report that is too long goes without its diffs, or not at all`() async {
    var report = sampleReport()
    var change = ChangeReport(Change("content", from: "a", to: "b"), cause: .host)
    change.diff = String(repeating: "+line\n", count: 1000)
    report.resources[1].changes = [change]
    var bounds = SpoolBounds()
    bounds.entryBytes = 4000
    let delivery = delivery(bounds)
    #expect(await delivery.deliver(report) == [])
    await delivery.settle()
    let sent = stage.posts.first.flatMap {
      try? Report(json: String(decoding: $0.body, as: UTF8.self))
    }
    #expect(sent?.resources[1].changes.first?.linesCut == 1001)
    bounds.entryBytes = 100
    let strict = self.delivery(bounds)
    #expect(await strict.deliver(report).count == 1)
  }

  @Test func `other destinations are taken over, and what waits goes there`() async {
    let delivery = delivery { $0.webhook = nil }
    _ = await delivery.resume()
    _ = await delivery.deliver(sampleReport())
    #expect(stage.posts.isEmpty && stage.spooled.isEmpty)
    var other = ReportDestinations()
    other.webhook = .init(url: "https://example.org/other")
    other.listen = "nonsense"
    let complaints = await delivery.change(to: other, mode: .monitor)
    #expect(complaints.count == 1 && complaints[0].contains("'nonsense'"))
    _ = await delivery.deliver(sampleReport(2))
    await delivery.settle()
    #expect(stage.posts.map(\.url) == ["https://example.org/other"])
  }
}
