internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The thread that watches files and processes.
///
/// It goes before all others, so that a process which lives for a moment is read within it, and does
/// little: what a sighting means is decided elsewhere.
final class WatchLoop {
  /// So many events in a turn are a flood: it then sleeps between turns, and the kernel puts equal
  /// events together.
  private static let floodCount = 32

  private let mailbox: WatchMailbox
  private let clock = LocalClock()
  private let processes: HostProcesses
  private let directories: MarkedDirectories
  private var things: [Watched] = []
  private var tree = WatchTree([])
  /// Of this turn, each culprit once for each thing.
  private var sightings: [Sighting] = []
  private var sighted: Set<Key> = []
  private var renewedAt: Int64 = .min

  private struct Key: Hashable {
    let thing: Int
    let pid: Int32
  }

  /// - Parameter commands: is given those that name units and containers.
  init(
    _ mailbox: WatchMailbox, ways: [HostProcesses.Way], withoutFanotify: Bool,
    commands: RecentCommands
  ) {
    self.mailbox = mailbox
    processes = HostProcesses(allowing: ways, commands: commands)
    var sources: [any DirectoryMarks] = []
    var reason = Message.notAllowed
    if !withoutFanotify {
      do throws(Errno) { sources.append(try FanotifyMarks()) } catch {
        reason += ": \(SystemFailure.text(error.code))"
      }
    }
    if let names = try? InotifyMarks(because: sources.isEmpty ? reason : Message.fileSystem) {
      sources.append(names)
    }
    directories = MarkedDirectories(sources)
  }

  /// Until the mailbox is closed.
  func run() {
    _ = clinux_run_urgently()
    var wasQuiet = true
    while true {
      let post = mailbox.next()
      if post.isClosed { return }
      processes.beginTurn(wasQuiet: wasQuiet)
      if let things = post.things { begin(things) }
      processes.follow()
      let count = readEvents()
      mailbox.post(sightings)
      sightings.removeAll(keepingCapacity: true)
      sighted.removeAll(keepingCapacity: true)
      wasQuiet = count == 0
      if count > Self.floodCount { usleep(count > 4 * Self.floodCount ? 10_000 : 3000) }
      wait(hasMore: count > 0)
    }
  }

  private func wait(hasMore: Bool) {
    var waits = [pollfd(fd: mailbox.wakeup.number, events: Int16(POLLIN), revents: 0)]
    for source in directories.sources {
      waits.append(pollfd(fd: source.descriptor, events: Int16(POLLIN), revents: 0))
    }
    if processes.descriptor >= 0 {
      waits.append(pollfd(fd: processes.descriptor, events: Int16(POLLIN), revents: 0))
    }
    guard !hasMore else { return }
    _ = clinux_wait(&waits, UInt(waits.count), processes.wantsSoon ? 150 : -1)
  }

  // MARK: - Marking

  private func begin(_ wanted: [Watched]) {
    things = wanted.filter { !$0.paths.isEmpty }
    tree = WatchTree(things)
    let marked = Set(arm(from: "/"))
    for path in directories.all where !marked.contains(path) { directories.unmark(path) }
    if directories.sources.isEmpty, !things.isEmpty { lose(Message.nothing) }
    if let refused = directories.refused.first {
      lose(Message.refused(refused.key, SystemFailure.text(refused.value.code)))
    }
    sightings.append(Sighting(.begun, at: clock.now(), by: .unknown("")))
  }

  /// Marks what is there of the directories to watch, from a path on.
  private func arm(from path: String) -> [String] {
    var marked: [String] = []
    for directory in tree.directories(from: path) {
      guard directories.mark(directory.path) else { continue }
      marked.append(directory.path)
      if directory.hasContent { markContent(directory.path, &marked) }
    }
    return marked
  }

  /// Marks the directories below one whose content is managed; links are not followed.
  private func markContent(_ path: String, _ marked: inout [String]) {
    var open = [path]
    while let next = open.popLast(), marked.count < MarkedDirectories.limit {
      for name in DirectoryNames.directories(in: next) {
        let below = next == "/" ? "/\(name)" : "\(next)/\(name)"
        guard directories.mark(below) else { continue }
        marked.append(below)
        open.append(below)
      }
    }
  }

  // MARK: - Events

  private func readEvents() -> Int {
    var count = 0
    for source in directories.sources {
      var isFirst = true
      count += source.read { event in
        // What made the event happened before it was read.
        if isFirst { processes.follow() }
        isFirst = false
        if let event { see(event) } else { lose(Message.overflow) }
      }
    }
    return count
  }

  private func see(_ event: DirectoryEvent) {
    var paths = directories.paths(of: event.directory)
    if paths.isEmpty, mayRenew() {
      directories.renew()
      paths = directories.paths(of: event.directory)
    }
    var culprit: Sighting.Culprit?
    for path in paths {
      let concern = tree.concern(path, event.name, event.change)
      if let from = concern.rearm { rearm(from, in: path) }
      guard !concern.things.isEmpty else { continue }
      let who = culprit ?? processes.culprit(event.process)
      culprit = who
      for thing in concern.things { sight(thing, who) }
    }
  }

  /// Marks anew from a path on. A directory that is still the same stays marked throughout: a file
  /// that is renamed into its place right after it was made would be missed.
  private func rearm(_ from: String, in directory: String) {
    var marked = arm(from: from)
    if marked.isEmpty, directories.mark(directory) {
      marked = [directory]
      markContent(directory, &marked)
    }
    let kept = Set(marked)
    let below = from == "/" ? "/" : from + "/"
    // What stood there before may be marked still.
    for path in directories.all where path == from || path.hasPrefix(below) {
      if !kept.contains(path) { directories.unmark(path) }
    }
  }

  private func mayRenew() -> Bool {
    let now = Monotonic.milliseconds()
    guard renewedAt == .min || now - renewedAt > 50 else { return false }
    renewedAt = now
    return true
  }

  private func sight(_ thing: Int, _ culprit: Sighting.Culprit) {
    let pid: Int32 =
      switch culprit {
      case .process(let process): process.pid
      case .ourselves: -1
      case .unknown: 0
      }
    guard sighted.insert(Key(thing: thing, pid: pid)).inserted else { return }
    sightings.append(Sighting(.changed(things[thing].identity), at: clock.now(), by: culprit))
  }

  private func lose(_ reason: String) {
    sightings.append(Sighting(.lost(reason), at: clock.now(), by: .unknown("")))
  }
}

private enum Message {
  static let notAllowed = "this host does not let fanotify tell who it was"
  static let fileSystem = "its file system does not let fanotify tell who it was"
  static let overflow = "more happened in watched directories than the kernel keeps"
  static let nothing = "neither fanotify nor inotify can be used"
  static func refused(_ path: String, _ reason: String) -> String {
    "\"\(path)\" cannot be watched: \(reason)"
  }
}
