internal import CSystemd
internal import ConvergeCore
internal import Glibc

/// The bus thread: sends what is asked for, hands out what comes in.
final class BusLoop {
  /// Who waits for an answer.
  private enum Waiting {
    case call(batch: UInt64, index: Int)
    /// For the rule by which a batch hears of its jobs' ends.
    case rule(batch: UInt64)
    case nobody
  }

  private struct Outgoing {
    let call: BusCall
    let waiting: Waiting
  }

  /// How many answers may be owed to us at once: the system bus allows 128 as it comes
  /// (dbus-daemon(1), max_replies_per_connection), and fails what goes beyond.
  private static let window = 96

  private let mailbox: BusMailbox
  private var connection: BusConnection?
  private var batches: [UInt64: PendingBatch] = [:]
  private var outgoing: [Outgoing] = []
  private var sent = 0
  private var cookies: [UInt64: Waiting] = [:]

  init(_ mailbox: BusMailbox) { self.mailbox = mailbox }

  /// Until the mailbox is closed.
  func run() {
    while true {
      mailbox.wakeup.clear()
      let post = mailbox.take()
      for order in post.orders { begin(order) }
      for id in post.cancelled { batches[id]?.fail(Self.interrupted) }
      if post.isClosed {
        for id in batches.keys { batches[id]?.fail(Self.interrupted) }
      }
      work()
      expire()
      deliver()
      if post.isClosed { return }
      wait()
    }
  }

  /// A call that is given up because we are to stop.
  static func interrupted(_ call: BusCall) -> HostError {
    HostError(.interrupted, "call", BusFailure.subject(call), because: Message.interrupted)
  }

  private func begin(_ order: BusMailbox.Order) {
    let batch = order.batch
    let (seconds, attoseconds) = batch.timeout.components
    let microseconds =
      UInt64(min(max(seconds, 0), 3_155_760_000)) * 1_000_000
      + UInt64(max(attoseconds, 0) / 1_000_000_000_000)
    batches[batch.id] = PendingBatch(order, deadline: Self.now() + microseconds)
    if batch.end != nil {
      guard let rule = batch.rule else {
        batches[batch.id]?.fail {
          HostError(.refused, "call", BusFailure.subject($0), because: Message.badRule)
        }
        return
      }
      // The bus works on our calls in their order: the rule stands before the first job begins.
      outgoing.append(Outgoing(call: Self.match("AddMatch", rule), waiting: .rule(batch: batch.id)))
    }
    for (index, call) in batch.calls.enumerated() {
      outgoing.append(Outgoing(call: call, waiting: .call(batch: batch.id, index: index)))
    }
  }

  private func work() {
    do throws(HostError) {
      try sendMore()
      while let connection {
        guard try connection.process({ (message: borrowing BusMessage) in receive(message) })
        else { break }
        try sendMore()
      }
    } catch {
      connection = nil
      cookies = [:]
      outgoing = []
      sent = 0
      for id in batches.keys { batches[id]?.fail { _ in error } }
    }
  }

  private func sendMore() throws(HostError) {
    while sent < outgoing.count, cookies.count < Self.window {
      let next = outgoing[sent]
      sent += 1
      if case .call(let batch, _) = next.waiting, batches[batch]?.isFinished ?? true { continue }
      let connection = try connected()
      do throws(HostError) {
        cookies[try connection.send(next.call)] = next.waiting
      } catch {
        guard error.reason != .unavailable else { throw error }
        answer(next.waiting, .failure(error), sender: nil)
      }
    }
    if sent == outgoing.count {
      outgoing.removeAll(keepingCapacity: true)
      sent = 0
    }
  }

  private func connected() throws(HostError) -> BusConnection {
    if let connection { return connection }
    let made = try BusConnection(address: mailbox.address)
    connection = made
    return made
  }

  private func receive(_ message: borrowing BusMessage) {
    switch message.kind {
    case csystemd_signal.rawValue:
      for id in batches.keys { batches[id]?.hear(message) }
    case csystemd_reply.rawValue, csystemd_error.rawValue:
      guard let waiting = cookies.removeValue(forKey: message.replyCookie) else { return }
      answer(waiting, result(of: message, for: waiting), sender: message.sender)
    default: return
    }
  }

  private func result(
    of message: borrowing BusMessage, for waiting: Waiting
  ) -> Result<[BusValue], HostError> {
    guard let call = call(waiting) else { return .success([]) }
    if message.kind == csystemd_error.rawValue { return .failure(BusFailure.error(call, message)) }
    do throws(Errno) { return .success(try message.body()) } catch {
      return .failure(SystemFailure.error(error.code, "call", BusFailure.subject(call)))
    }
  }

  private func call(_ waiting: Waiting) -> BusCall? {
    switch waiting {
    case .call(let batch, let index): batches[batch]?.batch.calls[index]
    case .rule(let batch): batches[batch]?.batch.calls.first
    case .nobody: nil
    }
  }

  private func answer(
    _ waiting: Waiting, _ result: Result<[BusValue], HostError>, sender: String?
  ) {
    switch (waiting, result) {
    case (.call(let batch, let index), _): batches[batch]?.answer(index, result, sender: sender)
    case (.rule(let batch), .failure(let error)): batches[batch]?.fail { _ in error }
    case (.rule, .success), (.nobody, _): return
    }
  }

  private func expire() {
    let now = Self.now()
    for (id, batch) in batches where batch.deadline <= now {
      batches[id]?.fail { call in
        HostError(
          .timedOut, "call", BusFailure.subject(call),
          because: Message.timedOut(batch.batch.timeout))
      }
    }
  }

  /// Answers what is finished, and takes its rule away.
  private func deliver() {
    for (id, batch) in batches where batch.isFinished {
      batches[id] = nil
      // Answers that come too late, or never, do not count against the window.
      cookies = cookies.filter { entry in
        if case .call(id, _) = entry.value { false } else { true }
      }
      if let rule = batch.batch.rule, connection != nil {
        outgoing.append(Outgoing(call: Self.match("RemoveMatch", rule), waiting: .nobody))
      }
      batch.deliver()
    }
    if !outgoing.isEmpty { work() }
  }

  private func wait() {
    let nearest = min(
      batches.values.lazy.map(\.deadline).min() ?? .max, connection?.deadline ?? .max)
    let now = Self.now()
    let milliseconds =
      nearest == .max ? -1 : Int32(min((max(nearest, now) - now + 999) / 1000, 60_000))
    var waits = [pollfd(fd: mailbox.wakeup.number, events: Int16(POLLIN), revents: 0)]
    if let connection { waits.append(connection.wait) }
    _ = poll(&waits, nfds_t(waits.count), milliseconds)
  }

  private static func match(_ member: String, _ rule: String) -> BusCall {
    let bus = "org.freedesktop.DBus"
    return BusCall(bus, "/org/freedesktop/DBus", bus, member, [.text(rule)])
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }
}

private enum Message {
  static let interrupted = "converge was told to stop"
  static let badRule = "a name in it cannot stand in a rule of the bus"
  static func timedOut(_ timeout: Duration) -> String { "no end of it within \(timeout)" }
}
