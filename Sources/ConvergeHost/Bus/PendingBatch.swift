internal import ConvergeCore

/// A batch under way: what has been answered, and what is still waited for.
struct PendingBatch {
  let order: BusMailbox.Order
  /// On CLOCK_MONOTONIC, in microseconds.
  let deadline: UInt64
  private(set) var results: [Result<[BusValue], HostError>?]
  /// The jobs that have begun: their object paths, and who answered so.
  private var jobs: [Int: (path: String, sender: String)] = [:]
  /// Ends of jobs that were told before the answer that names them was worked on.
  private var ended: [(path: String, sender: String, body: [BusValue])] = []
  private static let endedLimit = 10_000

  var batch: BusBatch { order.batch }
  var isFinished: Bool { !results.contains { $0 == nil } }

  init(_ order: BusMailbox.Order, deadline: UInt64) {
    self.order = order
    self.deadline = deadline
    results = order.batch.calls.map { _ in nil }
  }

  /// An answer has come to the call of that index.
  mutating func answer(_ index: Int, _ result: Result<[BusValue], HostError>, sender: String?) {
    guard results[index] == nil else { return }
    guard batch.end != nil, case .success(let values) = result else {
      results[index] = result
      return
    }
    guard case .objectPath(let path)? = values.first, let sender else {
      let call = batch.calls[index]
      results[index] = .failure(
        HostError(.failed, "call", BusFailure.subject(call), because: Message.noJob))
      return
    }
    jobs[index] = (path, sender)
    if let end = ended.first(where: { $0.path == path && $0.sender == sender }) {
      results[index] = .success(end.body)
    }
  }

  /// A signal has come that may end one of the jobs.
  ///
  /// Anybody on the bus can send us a signal: it counts only from the one who began the job.
  mutating func hear(_ message: borrowing BusMessage) {
    guard let end = batch.end, message.member == end.member, message.path == end.path,
      message.interface == end.interface, let sender = message.sender,
      let body = try? message.body(), body.indices.contains(end.jobArgument),
      case .objectPath(let path) = body[end.jobArgument]
    else { return }
    if let job = jobs.first(where: { $0.value.path == path && $0.value.sender == sender }) {
      if results[job.key] == nil { results[job.key] = .success(body) }
    } else if ended.count < Self.endedLimit {
      ended.append((path, sender, body))
    }
  }

  /// Whatever is not answered fails so.
  mutating func fail(_ error: (BusCall) -> HostError) {
    for index in results.indices where results[index] == nil {
      results[index] = .failure(error(batch.calls[index]))
    }
  }

  /// Tells whoever waits.
  func deliver() { order.answer(results.compactMap { $0 }) }
}

private enum Message {
  static let noJob = "it did not answer with a job"
}
