import ConvergeAgent
import ConvergeCore
import ConvergeReport
import Testing

/// What is decided about deliveries, without any host.
@Suite struct DeliveryDecisionTests {
  @Test func `waits double up to ten minutes, and lie between a half and the whole`() {
    let backoff = Backoff()
    let whole = (1...12).map { backoff.delay(after: $0, random: 1) }
    #expect(whole.prefix(4) == [.seconds(2), .seconds(4), .seconds(8), .seconds(16)])
    #expect(whole.last == .seconds(600))
    #expect(backoff.delay(after: 1000, random: 1) == .seconds(600))
    #expect(backoff.delay(after: 3, random: 0) == .seconds(4))
    #expect(backoff.delay(after: 1, asked: .seconds(90), random: 0) == .seconds(90))
    #expect(backoff.delay(after: 1, asked: .seconds(1 << 40), random: 0) == .seconds(3600))
  }

  @Test(arguments: [
    (200, "delivered"), (204, "delivered"), (301, "refused"), (400, "refused"), (413, "refused"),
    (401, "again"), (404, "again"), (408, "again"), (429, "again"), (500, "again"), (503, "again"),
  ])
  func `a status is delivered, to be tried again, or refused`(status: Int, word: String) {
    #expect("\(WebhookVerdict(.status(status, retryAfter: nil)))".hasPrefix(word))
  }

  @Test func `the spool makes room by count and by size, the oldest first`() {
    let entries = (1...5).map { SpoolEntry(name: "\($0)", run: "r\($0)", sizeBytes: 10) }
    var bounds = SpoolBounds()
    #expect(bounds.dropped(from: entries, adding: 10) == [])
    bounds.count = 3
    #expect(bounds.dropped(from: entries, adding: 10).map(\.name) == ["1", "2", "3"])
    bounds.count = 100
    bounds.sizeBytes = 45
    #expect(bounds.dropped(from: entries, adding: 10).map(\.name) == ["1", "2"])
  }

  @Test(arguments: [
    ("127.0.0.1:9598", MetricsAddress.tcp(host: "127.0.0.1", port: 9598)),
    ("[::1]:80", .tcp(host: "::1", port: 80)), ("localhost:1", .tcp(host: "127.0.0.1", port: 1)),
    ("9598", .tcp(host: "127.0.0.1", port: 9598)), (":9598", .tcp(host: "127.0.0.1", port: 9598)),
    ("0.0.0.0:9598", .tcp(host: "0.0.0.0", port: 9598)), ("unix:/run/x", .unix("/run/x")),
    ("/run/x", .unix("/run/x")), ("example.org:80", nil), ("127.0.0.1", nil), ("127.0.0.1:0", nil),
    ("127.0.0.1:65536", nil), ("[::g]:1", nil), ("unix:run", nil), ("", nil),
  ])
  func `an address is this machine's unless another is written`(
    text: String, wanted: MetricsAddress?
  ) {
    #expect(MetricsAddress(text) == wanted)
    guard let wanted else { return }
    #expect(wanted.isLocal != text.hasPrefix("0.0.0.0"))
  }

  @Test func `an entry of the journal has fields of its own, and no value becomes another field`() {
    let now = Timestamp(seconds: 1_795_470_012)
    let records = JournalRecord.all(of: sampleReport(), now: now)
    let fields = records.map { DeliveryStage.fields($0.datagram) }
    #expect(fields.count == 2)
    #expect(fields[0]["CONVERGE_REF"] == "file:/etc/motd")
    #expect(fields[0]["CONVERGE_OUTCOME"] == "updated")
    #expect(fields[0]["CONVERGE_CAUSE"] == "host")
    #expect(fields[0]["CONVERGE_ACTOR"] == "vim\nPRIORITY=0")
    #expect(fields[0]["CONVERGE_ACTOR_USER"] == "alice")
    #expect(fields[0]["CONVERGE_ATTRIBUTES"] == "content")
    #expect(fields[0]["PRIORITY"] == "5")
    #expect(fields[0]["MESSAGE_ID"] == JournalRecord.resourceID)
    #expect(fields[1]["CONVERGE_RESULT"] == "changed")
    #expect(fields[1]["CONVERGE_COUNT_UPDATED"] == "1")
    #expect(fields[1]["MESSAGE"] == "apply of web: changed (1 in_sync, 1 updated)")
    for record in records {
      #expect(!String(decoding: record.datagram, as: UTF8.self).contains("hunter"))
    }
    for id in [JournalRecord.runID, JournalRecord.resourceID, JournalRecord.deliveryID] {
      #expect(id.count == 32 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
  }

  @Test func `a long value is cut, and many resources are counted`() {
    let record = JournalRecord(String(repeating: "ü", count: 100_000), .notice, id: "0", [])
    #expect(record.datagram.count < 5000)
    var report = sampleReport()
    report.resources = (0..<1000).map { number in
      var resource = ResourceReport()
      (resource.ref, resource.outcome) = ("file:/\(number)", .updated)
      return resource
    }
    let records = JournalRecord.all(of: report, now: Timestamp(seconds: 0))
    #expect(records.count == 201)
    #expect(records.last?.message.contains("800 more resources have no entry") == true)
  }

  @Test func `what is too old to keep is a moment of the history`() {
    var destinations = ReportDestinations()
    destinations.keptFor = .seconds(86400)
    let retention = ReportRetention(destinations)
    #expect(retention.oldest(at: Timestamp(seconds: 86400 * 2)) == "1970-01-02T00:00:00Z")
    #expect(retention.runs == 200)
  }
}
