internal import CLinux
internal import Glibc

/// All processes that a supervised program has started and that are still there: the descendants of
/// its supervisor, who adopts the orphans, and whoever is in the scope.
struct ProcessTree {
  /// A process that a later one of the same number is not taken for.
  struct Member: Hashable {
    let process: pid_t
    let startTicks: UInt64
  }

  /// The supervisor, which does not count itself.
  let root: pid_t
  /// The control group of the scope; nil where there is none.
  let group: ControlGroup?

  /// Those that have not ended.
  func members() -> Set<Member> {
    var statuses: [pid_t: ProcessStatus] = [:]
    for process in Self.processes() { statuses[process] = ProcessStatus(process) }
    var members: Set<Member> = []
    for (process, status) in statuses where process != root && !status.hasEnded {
      let belongs =
        descends(process, statuses) || group.map { $0.has(process) } == true
      if belongs { members.insert(Member(process: process, startTicks: status.startTicks)) }
    }
    return members
  }

  /// Sends a signal to those, the oldest first: a program hears of it before it hears that what it
  /// has started is gone.
  static func signal(_ members: Set<Member>, _ number: Int32) {
    let members = members.sorted { ($0.startTicks, $0.process) < ($1.startTicks, $1.process) }
    for member in members {
      let handle = clinux_pidfd(member.process)
      guard handle >= 0 else {
        // A kernel before 5.3, or a filter: then the number has to do.
        if errno != ESRCH { _ = kill(member.process, number) }
        continue
      }
      let owned = Descriptor(owning: handle)
      guard ProcessStatus(member.process)?.startTicks == member.startTicks else { continue }
      _ = clinux_signal(owned.number, number)
    }
  }

  private func descends(_ process: pid_t, _ statuses: [pid_t: ProcessStatus]) -> Bool {
    var next = process
    // A parent's number may have been used again while we were reading: no endless way up.
    for _ in 0..<statuses.count {
      guard let parent = statuses[next]?.parent, parent > 1 else { return false }
      if parent == root { return true }
      next = parent
    }
    return false
  }

  private static func processes() -> [pid_t] {
    let directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0, let names = try? DirectoryListing.names(in: directory) else { return [] }
    return names.compactMap { pid_t($0) }
  }
}
