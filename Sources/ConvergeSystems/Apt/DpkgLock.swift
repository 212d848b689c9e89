package import ConvergeCore

/// The locks that apt and dpkg take while they work, and who has them (fcntl(2), proc_locks(5)).
package struct DpkgLock: Sendable {
  /// Of the package database.
  package static let database = DpkgLock(["/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"])
  /// Of the package lists.
  package static let lists = DpkgLock(["/var/lib/apt/lists/lock"])

  /// A process that holds a lock.
  package struct Holder: Equatable, Sendable, CustomStringConvertible {
    package let process: Int
    /// Its command line, or its name; at most 80 characters.
    package let command: String
    package let path: String

    package var description: String { "'\(command)' (process \(process))" }
  }

  private let paths: [String]

  private init(_ paths: [String]) { self.paths = paths }

  /// Who has one of the locks; nil: nobody, as far as can be seen.
  package func holder(on host: Host) -> Holder? {
    guard let bytes = try? host.files.read("/proc/locks", limitBytes: 4 << 20) else { return nil }
    let locks = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap(Lock.init)
    for path in paths {
      guard let file = (try? host.files.status(path)) ?? nil else { continue }
      let candidates = locks.filter { $0.inode == file.inode && $0.process > 0 }
      let holder = candidates.first {
        $0.device == file.device || Self.hasOpen(path, $0.process, on: host)
      }
      if let holder {
        return Holder(
          process: holder.process, command: Self.command(of: holder.process, on: host), path: path)
      }
    }
    return nil
  }

  /// Waits until nobody has the locks.
  ///
  /// - Parameter progress: is told who is waited for, once for each holder.
  /// - Throws: `HostError`; `timedOut` naming the holder.
  package func wait(
    upTo patience: Duration, on host: Host, progress: (Holder) -> Void
  ) async throws(HostError) {
    var waited: Duration = .zero
    var pause: Duration = .milliseconds(100)
    var last: Holder?
    while let holder = holder(on: host) {
      if holder != last { progress(holder) }
      last = holder
      guard waited < patience else { throw Message.held(holder, for: waited) }
      try await host.clock.sleep(for: pause)
      waited += pause
      pause = min(pause * 2, .seconds(2), max(patience - waited, .milliseconds(10)))
    }
  }

  private static func hasOpen(_ path: String, _ process: Int, on host: Host) -> Bool {
    let directory = "/proc/\(process)/fd"
    let names = (try? host.files.list(directory)) ?? []
    return names.contains { (try? host.files.target(ofLink: "\(directory)/\($0)")) == path }
  }

  private static func command(of process: Int, on host: Host) -> String {
    let bytes = (try? host.files.read("/proc/\(process)/cmdline", limitBytes: 1 << 20)) ?? []
    let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    if !words.isEmpty { return String(words.joined(separator: " ").prefix(80)) }
    let name = (try? host.files.read("/proc/\(process)/comm", limitBytes: 4096)) ?? []
    return name.isEmpty
      ? "unknown" : String(decoding: name.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

/// A line of `/proc/locks`: `7: POSIX  ADVISORY  WRITE 13538 fe:00:5309746 0 EOF`.
private struct Lock {
  let process: Int
  /// As stat(2) gives it.
  let device: UInt64
  let inode: UInt64

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 8, words[1] == "POSIX", words[3] == "WRITE",
      let process = Int(words[4])
    else { return nil }
    let parts = words[5].split(separator: ":")
    guard parts.count == 3, let major = UInt64(parts[0], radix: 16),
      let minor = UInt64(parts[1], radix: 16), let inode = UInt64(parts[2])
    else { return nil }
    self.process = process
    self.inode = inode
    // makedev(3)
    device =
      (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12 | (major & ~0xFFF) << 32
  }
}

private enum Message {
  static func held(_ holder: DpkgLock.Holder, for waited: Duration) -> HostError {
    HostError(
      .timedOut, "lock", holder.path,
      because: "\(holder) has held it for at least \(waited.components.seconds) s",
      remedy: "wait for it to end, or end it, and apply again")
  }
}
