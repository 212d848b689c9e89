internal import ConvergeCore
package import ConvergeReport
internal import Synchronization

/// Brings the agent's reports where its configuration wants them, besides the ledger's history.
///
/// The agent calls `resume` when it starts, `deliver` after each run, `change` when its
/// configuration was read again, and `stop` at its end. None of them waits for another machine, and
/// what goes wrong here ends no run: it comes back as words.
package actor ReportDelivery {
  private let outlets: DeliveryOutlets
  private(set) var destinations: ReportDestinations
  private let bounds: SpoolBounds
  private let backoff = Backoff()

  private var metrics: Metrics
  /// What is served, for whoever asks from another thread.
  private let page: Page
  private var stopServing: (@Sendable () -> Void)?

  private var sender: Task<Void, Never>?

  /// - Parameter mode: what the metrics say of the agent.
  package init(
    _ destinations: ReportDestinations, mode: AgentMode, outlets: DeliveryOutlets,
    bounds: SpoolBounds = SpoolBounds()
  ) {
    self.destinations = destinations
    self.outlets = outlets
    self.bounds = bounds
    metrics = Metrics(mode: mode)
    page = Page(metrics.text)
  }

  /// Serves metrics where that is asked for, and goes on with what an earlier process could not
  /// send any more.
  ///
  /// - Returns: what a person should know.
  package func resume() -> [String] {
    let complaint = startServing()
    wakeSender()
    return complaint.map { [$0] } ?? []
  }

  /// Takes over other destinations; what waits for a webhook goes to the new one.
  package func change(to destinations: ReportDestinations, mode: AgentMode) -> [String] {
    let isMoved = destinations.listen != self.destinations.listen
    self.destinations = destinations
    metrics.mode = mode
    publish()
    sender?.cancel()
    sender = nil
    wakeSender()
    guard isMoved else { return [] }
    stopServing?()
    stopServing = nil
    return startServing().map { [$0] } ?? []
  }

  /// Tells the journal, the textfile and the metrics at once, and puts the report in the spool for
  /// the webhook.
  ///
  /// - Parameter isWhole: false for a check of a few resources between two runs of all.
  /// - Returns: what could not be told, for a person; each is in the journal, too.
  package func deliver(_ report: Report, isWhole: Bool = true) -> [String] {
    metrics.note(report, isWhole: isWhole)
    var complaints: [String] = []
    if destinations.webhook != nil, let complaint = spool(report) { complaints.append(complaint) }
    if destinations.journal, let complaint = tellJournal(report) { complaints.append(complaint) }
    if let complaint = publish() { complaints.append(complaint) }
    wakeSender()
    for complaint in complaints { tell(complaint) }
    return complaints
  }

  /// Ends what goes on; what waits for the webhook stays in the spool.
  package func stop() {
    sender?.cancel()
    sender = nil
    stopServing?()
    stopServing = nil
  }

  /// Returns when nothing is being sent or waited for any more.
  package func settle() async {
    while let task = sender { await task.value }
  }

  private func tellJournal(_ report: Report) -> String? {
    let now = Timestamp(seconds: outlets.now())
    for record in JournalRecord.all(of: report, now: now) {
      if let error = outlets.journal(record.datagram) { return Message.journal(error) }
    }
    return nil
  }

  private func tell(_ complaint: String) {
    guard destinations.journal else { return }
    _ = outlets.journal(JournalRecord.complaint(complaint).datagram)
  }

  @discardableResult private func publish() -> String? {
    let text = metrics.text
    page.set(text)
    guard let path = destinations.textfile else { return nil }
    return outlets.replaceFile(path, text).map { Message.textfile(path, $0) }
  }

  private func startServing() -> String? {
    guard let listen = destinations.listen else { return nil }
    guard let address = MetricsAddress(listen) else { return Message.address(listen) }
    switch outlets.serve(address, { [page] in page.text }) {
    case .success(let stop): stopServing = stop
    case .failure(let error): return Message.serving(listen, error)
    }
    return nil
  }
}

// MARK: - The webhook

extension ReportDelivery {
  private func spool(_ report: Report) -> String? {
    guard let body = WebhookRequest.body(of: report, limitBytes: bounds.entryBytes) else {
      metrics.dropped += 1
      return Message.tooLong(report.run)
    }
    let entries: [SpoolEntry]
    switch outlets.spool.entries() {
    case .success(let found): entries = found
    case .failure(let error): return lost(report, error)
    }
    let gone = bounds.dropped(from: entries, adding: body.count)
    for entry in gone { _ = outlets.spool.remove(entry.name) }
    metrics.dropped += gone.count
    if let error = outlets.spool.add(report.run, body) { return lost(report, error) }
    metrics.spooled = entries.count - gone.count + 1
    return gone.isEmpty ? nil : Message.dropped(gone.count)
  }

  private func lost(_ report: Report, _ error: HostError) -> String {
    metrics.dropped += 1
    return Message.notSpooled(report.run, error)
  }

  private func wakeSender() {
    guard let webhook = destinations.webhook else { return }
    if sender == nil { sender = Task { await send(to: webhook) } }
  }

  /// Sends what waits, oldest first, until nothing does.
  private func send(to webhook: ReportDestinations.Webhook) async {
    var failures = 0
    sending: while !Task.isCancelled {
      guard case .success(let entries) = outlets.spool.entries() else { break }
      metrics.spooled = entries.count
      guard let entry = entries.first else { break }
      guard case .success(let body) = outlets.spool.read(entry.name) else {
        metrics.dropped += 1
        if outlets.spool.remove(entry.name) != nil { break }
        continue
      }
      let request = WebhookRequest(webhook, run: entry.run, body: body)
      let answer = await outlets.post(request)
      guard !Task.isCancelled else { return }
      switch WebhookVerdict(answer) {
      case .delivered:
        failures = 0
        // What cannot be removed would be sent for ever; the next run tries again.
        if outlets.spool.remove(entry.name) != nil { break sending }
      case .refused(let because):
        metrics.dropped += 1
        tell(Message.refused(entry.run, because))
        if outlets.spool.remove(entry.name) != nil { break sending }
      case .again(let wait, let because):
        failures += 1
        metrics.failedPosts += 1
        if failures == 1 { tell(Message.again(entry.run, because)) }
        publish()
        let delay = backoff.delay(after: failures, asked: wait, random: outlets.random())
        do { try await outlets.sleep(delay) } catch { return }
      }
    }
    // No other work of ours is between having found nothing and this: what comes now starts anew.
    guard !Task.isCancelled else { return }
    publish()
    sender = nil
  }
}

/// The text of the metrics, shared with the thread that serves it.
private final class Page: Sendable {
  private let content: Mutex<String>
  init(_ text: String) { content = Mutex(text) }
  var text: String { content.withLock { $0 } }
  func set(_ text: String) { content.withLock { $0 = text } }
}

private enum Message {
  static func journal(_ error: HostError) -> String {
    "the journal does not take reports: \(error)"
  }
  static func textfile(_ path: String, _ error: HostError) -> String {
    "the metrics are not in '\(path)': \(error)"
  }
  static func address(_ text: String) -> String {
    "metrics cannot be served at '\(text)': write 127.0.0.1:9598, [::1]:9598 or unix:/PATH"
  }
  static func serving(_ text: String, _ error: HostError) -> String {
    "metrics are not served at '\(text)': \(error)"
  }
  static func tooLong(_ run: String) -> String {
    "the report of run \(run) is too long for a webhook; it is in the history"
  }
  static func notSpooled(_ run: String, _ error: HostError) -> String {
    "the report of run \(run) does not reach the webhook; it is in the history: \(error)"
  }
  static func dropped(_ count: Int) -> String {
    "the webhook takes nothing: \(count == 1 ? "the oldest report" : "the \(count) oldest reports") "
      + "will not be sent"
  }
  static func refused(_ run: String, _ because: String) -> String {
    "the webhook refuses the report of run \(run): \(because)"
  }
  static func again(_ run: String, _ because: String) -> String {
    "the webhook does not take the report of run \(run), which is tried again: \(because)"
  }
}
