internal import CSystemd
internal import ConvergeCore
internal import Glibc

/// The thread that hears from systemd which units have changed (org.freedesktop.systemd1(5)).
final class UnitSignals {
  private static let systemd = "org.freedesktop.systemd1"
  private static let manager = "/org/freedesktop/systemd1"
  private static let bus = "org.freedesktop.DBus"
  /// More rules than these a bus may refuse us (dbus-daemon(1), max_match_rules_per_connection).
  private static let ruleLimit = 200

  private let mailbox: WatchMailbox
  private let address: String
  private let commands: RecentCommands
  private let clock = LocalClock()
  private var things: [String: [Watched]] = [:]
  /// What is heard of units, by path.
  private var units: [String: WatchedUnit] = [:]
  private var connection: BusConnection?
  /// Not before this moment is the bus tried again, in milliseconds.
  private var retryAt: Int64 = 0
  private var wasLost = false

  init(_ mailbox: WatchMailbox, address: String, commands: RecentCommands) {
    self.mailbox = mailbox
    self.address = address
    self.commands = commands
  }

  /// Until the mailbox is closed.
  func run() {
    while true {
      let post = mailbox.next()
      if post.isClosed { return }
      if let wanted = post.things { begin(wanted) }
      if connection == nil, !things.isEmpty, Monotonic.milliseconds() >= retryAt { connect() }
      work()
      wait()
    }
  }

  private func begin(_ wanted: [Watched]) {
    things = [:]
    for thing in wanted {
      guard let unit = thing.unit else { continue }
      things[Self.path(of: unit), default: []].append(thing)
    }
    // The rules of the old connection go with it.
    connection = nil
    retryAt = 0
    if things.isEmpty { return }
    connect()
    mailbox.post([Sighting(.begun, at: clock.now(), by: .unknown(""))])
  }

  private func connect() {
    do throws(HostError) {
      let made = try BusConnection(address: address)
      var calls = rules().map {
        BusCall(Self.bus, "/org/freedesktop/DBus", Self.bus, "AddMatch", [.text($0)])
      }
      calls.append(BusCall(Self.systemd, Self.manager, "\(Self.systemd).Manager", "Subscribe"))
      for call in calls { _ = try made.send(call) }
      connection = made
      units = [:]
      if wasLost { seeAll(Message.again) }
      wasLost = false
    } catch { lose(error) }
  }

  private func rules() -> [String] {
    let properties =
      "type='signal',sender='\(Self.systemd)',interface='\(Self.bus).Properties',"
      + "member='PropertiesChanged'"
    let manager = "type='signal',sender='\(Self.systemd)',interface='\(Self.systemd).Manager',"
    let paths =
      things.count <= Self.ruleLimit
      ? things.keys.map { "\(properties),path='\($0)'" }
      : ["\(properties),path_namespace='\(Self.manager)/unit'"]
    return paths + [manager + "member='UnitFilesChanged'", manager + "member='Reloading'"]
  }

  private func work() {
    guard let connection else { return }
    var seen: [String] = []
    var seesAll = false
    do throws(HostError) {
      while try connection.process({ message in
        guard message.kind == csystemd_signal.rawValue else { return }
        switch message.member {
        case "PropertiesChanged":
          if let path = message.path, isAtRest(path, after: message) { seen.append(path) }
        case "UnitFilesChanged", "Reloading":
          seesAll = true
          let goesOn = (try? message.body())?.first == .boolean(true)
          for path in things.keys {
            units[path, default: WatchedUnit()]
              .noteFilesRead(at: Monotonic.milliseconds(), goesOn: goesOn)
          }
        default: break
        }
      }) {}
    } catch { lose(error) }
    if seesAll { return seeAll(Message.files) }
    mailbox.post(
      Set(seen).flatMap { path in
        (things[path] ?? []).map { sighting($0, Message.state, units[path], isItself: true) }
      })
  }

  /// Whether no job of the unit is under way: to act amid one, as the stop that a package's upgrade
  /// begins with, would cancel it.
  private func isAtRest(_ path: String, after message: borrowing BusMessage) -> Bool {
    if let body = try? message.body(), body.count > 1, case .array(_, let changed) = body[1] {
      units[path, default: WatchedUnit()].take(changed, at: Monotonic.milliseconds())
    }
    return !isBusy(path)
  }

  /// All but those amid a job, whose end is told by a signal of its own.
  private func seeAll(_ reason: String) {
    let resting = things.filter { !isBusy($0.key) }
    mailbox.post(
      resting.flatMap { path, things in things.map { sighting($0, reason, units[path]) } })
  }

  private func isBusy(_ path: String) -> Bool { units[path]?.isBusy ?? false }

  /// - Parameters:
  ///   - unit: what is heard of it.
  ///   - isItself: whether it is the unit itself that has changed.
  private func sighting(
    _ thing: Watched, _ reason: String, _ unit: WatchedUnit?, isItself: Bool = false
  ) -> Sighting {
    var sighting = Sighting(.changed(thing.identity), at: clock.now(), by: .unknown(reason))
    guard let unit, let name = thing.unit else { return sighting }
    if isItself { sighting.told = unit.told }
    sighting.commands = commands.naming(since: unit.deed.since) {
      $0.names(unit: name, mainProcess: unit.mainProcess)
    }
    return sighting
  }

  private func lose(_ error: HostError) {
    connection = nil
    retryAt = Monotonic.milliseconds() + 5000
    if !wasLost {
      let event = Sighting.Event.lost(Message.lost(error.because))
      mailbox.post([Sighting(event, at: clock.now(), by: .unknown(""))])
    }
    wasLost = true
  }

  private func wait() {
    var waits = [pollfd(fd: mailbox.wakeup.number, events: Int16(POLLIN), revents: 0)]
    var milliseconds: Int32 = -1
    if let connection {
      waits.append(connection.wait)
      let deadline = connection.deadline
      if deadline != .max {
        let now = UInt64(Monotonic.milliseconds()) * 1000
        milliseconds = Int32(min((max(deadline, now) - now) / 1000 + 1, 60_000))
      }
    } else if !things.isEmpty {
      milliseconds = Int32(max(1, min(retryAt - Monotonic.milliseconds(), 60_000)))
    }
    _ = poll(&waits, nfds_t(waits.count), milliseconds)
  }

  /// A unit's path on the bus: every byte but letters, and digits that are not the first, as `_xx`.
  static func path(of unit: String) -> String {
    var path = Array("\(manager)/unit/".utf8)
    let digits = Array("0123456789abcdef".utf8)
    for (index, byte) in unit.utf8.enumerated() {
      let isLetter = (97...122).contains(byte | 0x20)
      if isLetter || (index > 0 && (48...57).contains(byte)) {
        path.append(byte)
      } else {
        path += [UInt8(ascii: "_"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: path, as: UTF8.self)
  }
}

private enum Message {
  static let state = "systemd does not say who did it"
  static let files = "systemd has read its unit files anew, and does not say who changed them"
  static let again = "systemd could not be heard for a while"
  static func lost(_ reason: String) -> String { "systemd cannot be heard: \(reason)" }
}
