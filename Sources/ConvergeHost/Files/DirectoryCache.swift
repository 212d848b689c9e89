internal import Glibc
internal import Synchronization

/// Directories that were walked to a moment ago, so that a thousand files of one directory cost one
/// walk.
///
/// An entry counts for a second at most, and only until something happened that can give its path
/// another meaning: a directory or link of ours moved or removed, a program run. In between, what
/// others do to a directory's path is a race that a walk of our own would lose as well; what the
/// descriptor leads to is the very directory that was checked.
final class DirectoryCache: Sendable {
  private struct Entry {
    let directory: OpenDirectory
    let path: [UInt8]
    let openedAt: Int64
    var usedAt: UInt64
  }

  private struct State {
    var entries: [[UInt8]: Entry] = [:]
    /// The one that was asked for last, compared without hashing: files come in runs.
    var latest: Entry?
    var uses: UInt64 = 0
    var generation: UInt64 = 0
  }

  private let state = Mutex(State())
  private let capacity: Int

  init(capacity: Int = 64) { self.capacity = capacity }

  /// The generation, to be read before a walk and handed to `keep`.
  var generation: UInt64 { state.withLock { $0.generation } }

  /// The directory of that path, where it is still known.
  func find(_ path: UnsafeBufferPointer<UInt8>) -> OpenDirectory? {
    let now = Self.coarseMilliseconds()
    return state.withLock { state in
      state.uses += 1
      if let latest = state.latest, Self.isFresh(latest, now), Self.matches(latest.path, path) {
        return latest.directory
      }
      let key = Array(path)
      guard var entry = state.entries[key] else { return nil }
      guard Self.isFresh(entry, now) else {
        state.entries[key] = nil
        return nil
      }
      entry.usedAt = state.uses
      state.entries[key] = entry
      state.latest = entry
      return entry.directory
    }
  }

  /// Remembers a directory that was walked to, unless something happened since `generation`.
  func keep(
    _ directory: OpenDirectory, at path: UnsafeBufferPointer<UInt8>, generation: UInt64
  ) {
    let now = Self.coarseMilliseconds()
    state.withLock { state in
      guard state.generation == generation else { return }
      let key = Array(path)
      let entry = Entry(directory: directory, path: key, openedAt: now, usedAt: state.uses)
      if state.entries.count >= capacity, state.entries[key] == nil,
        let oldest = state.entries.min(by: { $0.value.usedAt < $1.value.usedAt })
      {
        state.entries[oldest.key] = nil
      }
      state.entries[key] = entry
      state.latest = entry
    }
  }

  /// Forgets all: a path may mean something else from now on.
  func invalidate() {
    state.withLock { state in
      state.generation += 1
      state.entries.removeAll(keepingCapacity: true)
      state.latest = nil
    }
  }

  private static func isFresh(_ entry: Entry, _ now: Int64) -> Bool {
    now - entry.openedAt < 1000
  }

  private static func matches(_ key: [UInt8], _ path: UnsafeBufferPointer<UInt8>) -> Bool {
    guard key.count == path.count else { return false }
    return key.withUnsafeBufferPointer { key in
      guard let left = key.baseAddress, let right = path.baseAddress else { return true }
      return memcmp(left, right, path.count) == 0
    }
  }

  /// A clock that is read without a system call.
  private static func coarseMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
