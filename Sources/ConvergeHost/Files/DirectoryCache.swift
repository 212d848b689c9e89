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
  }

  private struct State {
    /// The one used last at the end: files come in runs, so it is found at once. Few enough to be
    /// looked through.
    var entries: [Entry] = []
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
      guard let index = state.entries.lastIndex(where: { Self.matches($0.path, path) }) else {
        return nil
      }
      guard now - state.entries[index].openedAt < 1000 else {
        state.entries.remove(at: index)
        return nil
      }
      let entry = state.entries[index]
      // Among the last few it may stay where it is: others are looked for at the same time.
      if index + 8 < state.entries.count {
        state.entries.remove(at: index)
        state.entries.append(entry)
      }
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
      state.entries.removeAll { Self.matches($0.path, path) }
      if state.entries.count >= capacity { state.entries.removeFirst() }
      state.entries.append(Entry(directory: directory, path: Array(path), openedAt: now))
    }
  }

  /// Forgets all: a path may mean something else from now on.
  func invalidate() {
    state.withLock { state in
      state.generation += 1
      state.entries.removeAll(keepingCapacity: true)
    }
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
