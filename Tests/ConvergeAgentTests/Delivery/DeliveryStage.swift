import ConvergeAgent
import ConvergeCore
import ConvergeReport
import Synchronization

/// A host for deliveries in memory, with a webhook that answers what a test says.
final class DeliveryStage: Sendable {
  private struct State {
    var datagrams: [[UInt8]] = []
    var files: [String: String] = [:]
    var posts: [WebhookRequest] = []
    var answers: [WebhookAnswer] = []
    var spool: [(entry: SpoolEntry, body: [UInt8])] = []
    var count = 0
    var waits: [Duration] = []
    var served: [String: @Sendable () -> String] = [:]
    var failing: Set<String> = []
    var isSleepy = false
  }

  private let state = Mutex(State())

  static let failure = HostError(.noSpace, "write", "x", because: "no space is left")

  /// What the webhook answers, one after the other; then it takes everything.
  func answer(_ answers: WebhookAnswer...) { state.withLock { $0.answers = answers } }
  /// The outlet of that name refuses from now on.
  func fail(_ outlets: String...) { state.withLock { $0.failing = Set(outlets) } }

  /// Who waits is woken only by being cancelled.
  func sleepForGood() { state.withLock { $0.isSleepy = true } }

  var datagrams: [[UInt8]] { state.withLock { $0.datagrams } }
  var files: [String: String] { state.withLock { $0.files } }
  var posts: [WebhookRequest] { state.withLock { $0.posts } }
  var spooled: [String] { state.withLock { $0.spool.map(\.entry.run) } }
  var waits: [Duration] { state.withLock { $0.waits } }
  func page(_ address: String) -> String? { state.withLock { $0.served[address] }?() }

  /// The fields of everything in the journal.
  var journal: [[String: String]] { datagrams.map(Self.fields) }

  /// As journald reads a datagram.
  static func fields(_ datagram: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    var rest = datagram[...]
    while let end = rest.firstIndex(where: { $0 == 0x3D || $0 == 0x0A }) {
      let name = String(decoding: rest[..<end], as: UTF8.self)
      let value: ArraySlice<UInt8>
      if rest[end] == 0x3D {
        let stop = rest[end...].firstIndex(of: 0x0A) ?? rest.endIndex
        value = rest[(end + 1)..<stop]
        rest = rest[min(stop + 1, rest.endIndex)...]
      } else {
        let length = rest[(end + 1)..<(end + 9)].reversed().reduce(0) { $0 << 8 | Int($1) }
        value = rest[(end + 9)..<(end + 9 + length)]
        rest = rest[(end + 10 + length)...]
      }
      fields[name] = String(decoding: value, as: UTF8.self)
    }
    return fields
  }

  private func failure(_ outlet: String) -> HostError? {
    state.withLock { $0.failing.contains(outlet) } ? Self.failure : nil
  }

  var outlets: DeliveryOutlets {
    DeliveryOutlets(
      journal: { [self] datagram in
        if let error = failure("journal") { return error }
        state.withLock { $0.datagrams.append(datagram) }
        return nil
      },
      replaceFile: { [self] path, text in
        if let error = failure("file") { return error }
        state.withLock { $0.files[path] = text }
        return nil
      },
      post: { [self] request in
        state.withLock { state in
          state.posts.append(request)
          return state.answers.isEmpty ? .status(200, retryAfter: nil) : state.answers.removeFirst()
        }
      },
      spool: spool,
      serve: { [self] address, text in
        if let error = failure("serve") { return .failure(error) }
        state.withLock { $0.served["\(address)"] = text }
        return .success { [self] in state.withLock { $0.served["\(address)"] = nil } }
      },
      now: { 1_795_470_012 },
      sleep: { [self] in
        try Task.checkCancellation()
        let duration = $0
        let isSleepy = state.withLock { state in
          state.waits.append(duration)
          return state.isSleepy
        }
        if isSleepy { try await Task.sleep(for: .seconds(86400)) }
        await Task.yield()
      }, random: { 1 })
  }

  private var spool: SpoolOutlet {
    SpoolOutlet(
      entries: { [self] in
        if let error = failure("spool") { return .failure(error) }
        return .success(state.withLock { $0.spool.map(\.entry) })
      },
      add: { [self] run, body in
        if let error = failure("add") { return error }
        state.withLock { state in
          state.count += 1
          let entry = SpoolEntry(name: "\(state.count)", run: run, sizeBytes: body.count)
          state.spool.append((entry, body))
        }
        return nil
      },
      read: { [self] name in
        state.withLock { state in
          state.spool.first { $0.entry.name == name }.map { .success($0.body) }
            ?? .failure(Self.failure)
        }
      },
      remove: { [self] name in
        if let error = failure("remove") { return error }
        state.withLock { $0.spool.removeAll { $0.entry.name == name } }
        return nil
      })
  }
}

/// A report of two resources, one of which somebody had changed.
func sampleReport(_ number: Int = 1) -> Report {
  var report = Report()
  report.run = "2026-11-23T21:40:12Z-000\(number)"
  report.verb = .apply
  report.manifest.name = "web"
  report.manifest.path = "web.yml"
  report.started = "2026-11-23T21:40:12Z"
  report.durationMilliseconds = 21.4
  var changed = ResourceReport()
  changed.ref = "file:/etc/motd"
  changed.outcome = .updated
  changed.cause = .host
  var change = ChangeReport(
    Change("password", from: .sensitive("hunter1"), to: .sensitive("hunter2")), cause: .host)
  change.attribute = "content"
  changed.changes = [change]
  var actor = ActorReport()
  (actor.process, actor.user, actor.pid) = ("vim\nPRIORITY=0", "alice", 4211)
  changed.actor = actor
  var same = ResourceReport()
  same.ref = "file:/etc/hosts"
  report.resources = [changed, same]
  return report
}
