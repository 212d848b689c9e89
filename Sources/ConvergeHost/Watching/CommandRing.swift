internal import ConvergeCore

/// Commands of the last moments that act on units, containers or processes; the oldest go first.
struct CommandRing {
  static let limit = 128
  /// So many are told of one change.
  static let toldLimit = 3

  private struct Entry {
    let milliseconds: Int64
    let acting: ActingCommand
    let sighted: SightedCommand
  }

  private var entries: [Entry] = []

  var count: Int { entries.count }

  /// - Parameter milliseconds: when it began, of a clock that only goes forward.
  mutating func note(_ command: SightedCommand, _ acting: ActingCommand, at milliseconds: Int64) {
    // A program that replaced another one, as env does.
    entries.removeAll { $0.sighted.process.pid == command.process.pid }
    entries.append(Entry(milliseconds: milliseconds, acting: acting, sighted: command))
    if entries.count > Self.limit { entries.removeFirst() }
  }

  /// The last of those that name a thing and did not begin before a moment.
  func naming(since: Int64, _ names: (ActingCommand) -> Bool) -> [SightedCommand] {
    let found = entries.filter { $0.milliseconds >= since && names($0.acting) }
    let direct = found.filter { !$0.acting.isWrapped }
    // What sudo has started tells all that sudo's own line does, where the login is known.
    let told = found.filter { entry in
      !entry.acting.isWrapped
        || !direct.contains { $0.sighted.process.loginUser == entry.sighted.process.user }
    }
    return told.suffix(Self.toldLimit).map(\.sighted)
  }
}
