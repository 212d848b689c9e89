internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The thread that hears from a container engine what happens to containers: `GET /events` of the
/// Docker Engine's API, 1.24 and later.
final class EngineEvents {
  private static let lineLimit = 1 << 20

  private let mailbox: WatchMailbox
  private let socket: String
  private let commands: RecentCommands
  private let clock = LocalClock()
  private var things: [String: [Watched]] = [:]
  /// What is heard of containers, by name.
  private var containers: [String: WatchedContainer] = [:]
  private var connection: Int32 = -1
  private var chunks = ChunkedLines(limitBytes: EngineEvents.lineLimit)
  private var retryAt: Int64 = 0
  private var wasLost = false

  init(_ mailbox: WatchMailbox, socket: String, commands: RecentCommands) {
    self.mailbox = mailbox
    self.socket = socket
    self.commands = commands
  }

  deinit { if connection >= 0 { close(connection) } }

  /// Until the mailbox is closed.
  func run() {
    while true {
      let post = mailbox.next()
      if post.isClosed { return }
      if let wanted = post.things { begin(wanted) }
      if connection < 0, !things.isEmpty, Monotonic.milliseconds() >= retryAt { connect() }
      wait()
      if connection >= 0 { receive() }
    }
  }

  private func begin(_ wanted: [Watched]) {
    things = [:]
    for thing in wanted {
      if let name = thing.container { things[name, default: []].append(thing) }
    }
    containers = containers.filter { things[$0.key] != nil }
    retryAt = 0
    if connection < 0, !things.isEmpty { connect() }
    if !things.isEmpty { mailbox.post([Sighting(.begun, at: clock.now(), by: .unknown(""))]) }
  }

  /// `filters={"type":["container"]}`
  private static let request =
    "GET /events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D HTTP/1.1\r\nHost: engine\r\n\r\n"

  private func connect() {
    do throws(Errno) {
      connection = try Errno.check(clinux_connect(socket))
      let sent = Self.request.utf8CString.withUnsafeBytes {
        write(connection, $0.baseAddress, $0.count - 1)
      }
      guard sent == Self.request.utf8.count else { throw Errno(code: EPIPE) }
      chunks = ChunkedLines(limitBytes: Self.lineLimit)
      if wasLost { seeAll(Message.again) }
      wasLost = false
    } catch { lose(SystemFailure.text(error.code)) }
  }

  private func receive() {
    let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, filled in
      let length = read(connection, buffer.baseAddress, buffer.count)
      filled = max(0, length)
      if length < 0, errno == EAGAIN { return }
      if length <= 0 { lose(Message.ended) }
    }
    guard !bytes.isEmpty else { return }
    guard let lines = chunks.take(bytes) else { return lose(Message.strange) }
    var seen: Set<String> = []
    for line in lines {
      guard let event = try? Value(json: line) else { continue }
      let action = event["Action"]?.text ?? event["status"]?.text ?? ""
      // Programs in a container come and go; it stays the same.
      guard !action.hasPrefix("exec_"), action != "top", !action.hasPrefix("health_status") else {
        continue
      }
      let attributes = event["Actor"]?["Attributes"]
      for name in [attributes?["name"]?.text, attributes?["oldName"]?.text] {
        guard var name else { continue }
        if name.hasPrefix("/") { name.removeFirst() }
        guard things[name] != nil else { continue }
        containers[name, default: WatchedContainer()].take(
          action, attributes, id: event["Actor"]?["ID"]?.text ?? "", at: Monotonic.milliseconds())
        seen.insert(name)
      }
    }
    mailbox.post(seen.flatMap { name in (things[name] ?? []).map { sighting($0, of: name) } })
  }

  private func seeAll(_ reason: String) {
    mailbox.post(
      things.values.flatMap { $0 }.map {
        Sighting(.changed($0.identity), at: clock.now(), by: .unknown(reason))
      })
  }

  private func sighting(_ thing: Watched, of name: String) -> Sighting {
    var sighting = Sighting(
      .changed(thing.identity), at: clock.now(), by: .unknown(Message.nobody))
    guard let container = containers[name] else { return sighting }
    sighting.told = container.told
    sighting.commands = commands.naming(since: container.deed.since) {
      $0.names(container: name, id: container.id)
    }
    return sighting
  }

  private func lose(_ reason: String) {
    if connection >= 0 { close(connection) }
    connection = -1
    retryAt = Monotonic.milliseconds() + 5000
    if !wasLost {
      let event = Sighting.Event.lost(Message.lost(reason))
      mailbox.post([Sighting(event, at: clock.now(), by: .unknown(""))])
    }
    wasLost = true
  }

  private func wait() {
    var waits = [pollfd(fd: mailbox.wakeup.number, events: Int16(POLLIN), revents: 0)]
    var milliseconds: Int32 = -1
    if connection >= 0 {
      waits.append(pollfd(fd: connection, events: Int16(POLLIN), revents: 0))
    } else if !things.isEmpty {
      milliseconds = Int32(max(1, min(retryAt - Monotonic.milliseconds(), 60_000)))
    }
    _ = poll(&waits, nfds_t(waits.count), milliseconds)
  }
}

private enum Message {
  static let ended = "the engine has ended the conversation"
  static let strange = "its answer is not what the engine's API says"
  static let again = "the engine could not be heard for a while"
  static let nobody = "it does not say who asked for it"
  static func lost(_ reason: String) -> String { "the container engine cannot be heard: \(reason)" }
}
