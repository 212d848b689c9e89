import Testing

/// What the agent's process and its state take at rest.
struct SoakFigures: CustomStringConvertible {
  let process: Int
  let rssKilobytes: Int
  let anonymousKilobytes: Int
  let threads: Int
  let descriptors: Int
  let stateKilobytes: Int

  /// For a shell on the host.
  private static let script = """
    pid=$(systemctl show -P MainPID converge-agent); echo $pid
    for name in VmRSS RssAnon Threads; do sed -n "s/^$name:[^0-9]*\\([0-9]*\\).*/\\1/p" /proc/$pid/status; done
    ls /proc/$pid/fd | wc -l
    du -sk /var/lib/converge | cut -f1
    """

  init(of host: LabHost) throws {
    let numbers = try host.shell(Self.script).split(separator: "\n").compactMap { Int($0) }
    try #require(numbers.count == 6, "\(numbers)")
    process = numbers[0]
    rssKilobytes = numbers[1]
    anonymousKilobytes = numbers[2]
    threads = numbers[3]
    descriptors = numbers[4]
    stateKilobytes = numbers[5]
  }

  var description: String {
    """
    \(rssKilobytes) kB resident, \(anonymousKilobytes) kB of it anonymous, \
    \(descriptors) descriptors, \(threads) threads, state \(stateKilobytes) kB
    """
  }

  /// What has grown since an earlier look at the same process; nil: nothing.
  ///
  /// A quarter or 4 MB of memory is what the allocator and the moment make of it; up to eight
  /// connections to the engine are kept for a minute, each with a descriptor, and threads wait for
  /// more work; half of the state, or 4 MB, is the log of a database that keeps as many runs as ever.
  func growth(since earlier: SoakFigures) -> String? {
    guard process == earlier.process else { return "another process" }
    let allowed = earlier.anonymousKilobytes + max(earlier.anonymousKilobytes / 4, 4096)
    guard anonymousKilobytes <= allowed else { return "memory, beyond \(allowed) kB" }
    guard descriptors <= earlier.descriptors + 12 else { return "descriptors" }
    guard threads <= earlier.threads + 8 else { return "threads" }
    let kept = earlier.stateKilobytes + max(earlier.stateKilobytes / 2, 4096)
    guard stateKilobytes <= kept else { return "the state, beyond \(kept) kB" }
    return nil
  }
}
