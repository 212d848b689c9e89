internal import CLinux
internal import ConvergeCore
internal import Glibc

/// Follows the host's processes, and says who a number in an event was; used by one thread.
///
/// In the first process namespace the kernel tells of every fork, exec and end (the process
/// connector). Elsewhere it tells of programs that are opened to be executed (fanotify), and a
/// number's age is known from how many processes have begun since.
final class HostProcesses {
  enum Way: Equatable {
    case connector
    case programs
    /// Nothing tells; only processes that are still there are named.
    case none
  }

  private(set) var way = Way.none
  /// What poll(2) is to wait for; -1: nothing.
  private(set) var descriptor: Int32 = -1
  private(set) var book = ProcessBook()
  /// Processes whose program was still being replaced when they were read.
  private var unready: [(pid: pid_t, tries: Int)] = []
  private let ourselves = getpid()
  private let ownContainer = ControlGroupNames(ProcFile.text("/proc/self/cgroup") ?? "").container
  private var turn: UInt64 = 0
  /// The last turn before which no event was waiting.
  private var quietTurn: UInt64 = 0
  private var begun = BegunCount()
  /// The process that was read last.
  private var last: (pid: pid_t, at: Int64, turn: UInt64, culprit: Sighting.Culprit)?
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)

  private let commands: RecentCommands?
  private let clock = LocalClock()

  /// - Parameter commands: is given those that name units and containers.
  init(allowing ways: [Way] = [.connector, .programs], commands: RecentCommands? = nil) {
    self.commands = commands
    for way in ways {
      let made: Int32 =
        switch way {
        case .connector: clinux_watch_processes()
        case .programs: clinux_watch_programs()
        case .none: -1
        }
      guard made >= 0 else { continue }
      self.way = way
      descriptor = made
      return
    }
  }

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Begins a turn of the watching thread.
  ///
  /// - Parameter wasQuiet: whether no file's event was waiting at the end of the last one.
  func beginTurn(wasQuiet: Bool) {
    turn += 1
    if wasQuiet { quietTurn = turn }
  }

  /// Whether it wants to be called again within a moment.
  var wantsSoon: Bool { !unready.isEmpty }

  /// Works on all that has been told.
  func follow() {
    switch way {
    case .connector: followConnector()
    case .programs: followPrograms()
    case .none: break
    }
    readUnready()
  }

  private func followConnector() {
    var event = clinux_process_event()
    while true {
      let result = clinux_next_process_event(descriptor, &event)
      if result == 0 { return }
      if result < 0 {
        book.clear()
        guard errno == ENOBUFS else { return }
        continue
      }
      switch event.kind {
      case clinux_process_forked:
        meet(event.parent)
        book.forked(event.process, by: event.parent, ourselves: ourselves)
      case clinux_process_executes:
        let image = ProcessImage.read(event.process)
        let isOurs = book[event.process]?.isOurs ?? image.map(isOurs) ?? false
        book.executes(event.process, image, isOurs: isOurs, turn: turn)
        if let image { tell(image) }
      case clinux_process_changes_user: book.changes(event.process, user: event.user)
      default: break
      }
    }
  }

  /// What has been there since before we came is read when it first makes another.
  private func meet(_ pid: pid_t) {
    guard pid != ourselves, book[pid] == nil, let image = ProcessImage.read(pid) else { return }
    book.keep(pid, image, isOurs: isOurs(image), begun: 0)
  }

  private func followPrograms() {
    while true {
      let length = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      guard length > 0 else { return }
      var offset = 0
      var event = clinux_file_event()
      while clinux_next_file_event(buffer.baseAddress, length, &offset, &event) == 1 {
        defer {
          if event.handle_of_process >= 0 { close(event.handle_of_process) }
          if event.file >= 0 { close(event.file) }
        }
        if event.change == clinux_events_lost { book.clear() }
        guard event.process > 0, event.file >= 0,
          let program = ProcFile.link("/proc/self/fd/\(event.file)")
        else { continue }
        opened(program, by: event.process, handle: event.handle_of_process)
      }
    }
  }

  private func opened(_ program: String, by pid: pid_t, handle: Int32) {
    let name = program.split(separator: "/").last.map(String.init) ?? program
    // The dynamic linker is opened after each program.
    guard !name.hasPrefix("ld-linux"), !name.hasPrefix("ld.so"), !name.hasPrefix("ld-2") else {
      return
    }
    let image = handle == CLINUX_HAS_ENDED ? nil : ProcessImage.read(pid)
    book.opens(
      pid, program: program, image, isOurs: image.map(isOurs) ?? false, begun: begun.recent(),
      turn: turn)
    if image != nil, unready.count < 64 {
      unready.removeAll { $0.pid == pid }
      unready.append((pid, 0))
    }
  }

  /// Reads again those that were told before they were what they were to become.
  private func readUnready() {
    guard !unready.isEmpty else { return }
    unready = unready.compactMap { waiting in
      guard let entry = book[waiting.pid], let program = entry.program,
        let link = ProcFile.link("/proc/\(waiting.pid)/exe")
      else { return nil }
      if link == program, waiting.tries > 0, let image = ProcessImage.read(waiting.pid),
        image.executable == program, !image.arguments.isEmpty,
        entry.image.map({ $0.startTicks == image.startTicks }) ?? true
      {
        book.note(waiting.pid, image)
        tell(image)
        return nil
      }
      return waiting.tries < 20 ? (waiting.pid, waiting.tries + 1) : nil
    }
  }

  /// Keeps a command that acts on a unit or a container; not ours, nor that of a hook of any run.
  private func tell(_ image: ProcessImage) {
    guard let commands, image.isWhole, book[image.pid]?.isOurs != true,
      image.groups.unit?.hasPrefix(Self.hookScopes) != true
    else { return }
    let words = image.arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let acting = ActingCommand(words) else { return }
    let process = told(image.sighted(.alive))
    guard process.container == nil || acting.reachesOutOfContainers else { return }
    commands.note(SightedCommand(process, atWallNanoseconds: clock.now().wallNanoseconds), acting)
  }

  /// What the scopes of hooks are called first (`HookScopes`).
  private static let hookScopes = "converge-hook-"

  /// Whether a process descends from us, as far as its ancestors are still there.
  private func isOurs(_ image: ProcessImage) -> Bool {
    var (pid, parent) = (image.pid, image.parent)
    for _ in 0..<32 {
      if pid == ourselves || parent == ourselves { return true }
      guard parent > 1 else { return false }
      if let known = book[parent] { return known.isOurs }
      guard let status = ProcessStatus(parent) else { return false }
      (pid, parent) = (parent, status.parent)
    }
    return false
  }

  // MARK: - Naming

  /// Who did what an event tells.
  func culprit(_ process: DirectoryEvent.Process) -> Sighting.Culprit {
    switch process {
    case .none(let reason): return .unknown(reason)
    case .handle(let pid, let handle): return pid == ourselves ? .ourselves : living(pid, handle)
    case .ended(let pid): return ended(pid)
    case .number(let pid):
      guard pid != ourselves else { return .ourselves }
      let handle = clinux_pidfd(pid)
      guard handle >= 0 else { return ended(pid) }
      defer { _ = close(handle) }
      return living(pid, handle)
    }
  }

  /// The number is its own as long as the handle is of a process that is there, if only as a
  /// zombie.
  private func living(_ pid: pid_t, _ handle: Int32) -> Sighting.Culprit {
    // One that does much is not read for each of its deeds.
    let now = Monotonic.milliseconds()
    if let last, last.pid == pid, now - last.at < 20, last.turn == turn || way == .connector,
      book[pid]?.former?.turn != turn
    {
      return last.culprit
    }
    let culprit = ask(pid, handle)
    last = (pid, now, turn, culprit)
    return culprit
  }

  private func ask(_ pid: pid_t, _ handle: Int32) -> Sighting.Culprit {
    guard let image = ProcessImage.read(pid), clinux_is_there(handle) == 1 else {
      return ended(pid)
    }
    let isOurs = book[pid]?.isOurs ?? self.isOurs(image)
    guard image.isWhole else { return ended(pid, image) }
    return isOurs ? .ourselves : .process(told(image, book[pid], .alive))
  }

  /// - Parameter zombie: what is left of it.
  private func ended(_ pid: pid_t, _ zombie: ProcessImage? = nil) -> Sighting.Culprit {
    if let entry = book[pid], zombie != nil || isCertain(entry) {
      if entry.isOurs { return .ourselves }
      if let image = entry.image, image.isWhole, isOfProgram(image, entry) {
        return .process(told(image, entry, .remembered))
      }
      if let program = entry.program {
        var process =
          (zombie ?? entry.image).map({ told($0.sighted(.program)) })
          ?? SightedProcess(pid: pid, name: program, source: .program)
        process.pid = pid
        process.executable = program
        process.name = program.split(separator: "/").last.map(String.init) ?? program
        process.commandLine = nil
        return .process(process)
      }
    }
    if let zombie, !zombie.name.isEmpty {
      return isOurs(zombie) ? .ourselves : .process(told(zombie.sighted(.alive)))
    }
    return .unknown(Message.ended(pid))
  }

  /// Whether an image is of the program that was opened last, if that is known.
  private func isOfProgram(_ image: ProcessImage, _ entry: ProcessBook.Entry) -> Bool {
    way == .connector || entry.program == nil || image.executable == entry.program
  }

  /// Whether its number cannot have been given to another process since.
  private func isCertain(_ entry: ProcessBook.Entry) -> Bool {
    way == .connector || begun.isSafe(since: entry.begun)
  }

  /// On a host that is a container itself, everything is in that one.
  private func told(_ process: SightedProcess) -> SightedProcess {
    var process = process
    if process.container == ownContainer { process.container = nil }
    return process
  }

  private func told(
    _ image: ProcessImage, _ entry: ProcessBook.Entry?, _ source: SightedProcess.Source
  ) -> SightedProcess {
    var process = told(image.sighted(source))
    if let former = entry?.former, former.turn >= quietTurn, former.name != process.name {
      process.formerName = former.name
    }
    return process
  }
}

private enum Message {
  static func ended(_ pid: pid_t) -> String {
    "process \(pid) had ended before it could be read"
  }
}
