internal import CLinux
internal import Glibc

/// inotify(7) on directories: tells names, but not who.
final class InotifyMarks: DirectoryMarks {
  let descriptor: Int32
  private let reason: String
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  /// - Parameter reason: why nobody can be named, as a clause.
  init(because reason: String) throws(Errno) {
    self.reason = reason
    descriptor = try Errno.check(clinux_watch_by_name())
  }

  deinit {
    buffer.deallocate()
    _ = close(descriptor)
  }

  func add(_ path: String) throws(Errno) -> DirectoryKey {
    Self.key(try Errno.check(clinux_add_name_watch(descriptor, path)))
  }

  func key(of path: String) -> DirectoryKey? { nil }

  func remove(_ path: String, _ key: DirectoryKey) {
    let number = key.bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    _ = clinux_remove_name_watch(descriptor, number)
  }

  func read(_ handle: (DirectoryEvent?) -> Void) -> Int {
    let length = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    guard length > 0 else { return 0 }
    var offset = 0
    var count = 0
    var event = clinux_name_event()
    while clinux_next_name_event(buffer.baseAddress, length, &offset, &event) == 1 {
      count += 1
      if event.change == clinux_events_lost {
        handle(nil)
      } else if event.watch >= 0, event.change != clinux_nothing_changed {
        handle(read(event))
      }
    }
    return count
  }

  private func read(_ event: clinux_name_event) -> DirectoryEvent {
    let name = event.name.map { String(cString: $0) } ?? ""
    return DirectoryEvent(
      directory: Self.key(event.watch), name: name.isEmpty ? nil : name,
      change: DirectoryEvent.Change(event.change), process: .none(reason))
  }

  private static func key(_ number: Int32) -> DirectoryKey {
    DirectoryKey(bytes: withUnsafeBytes(of: number) { Array($0) })
  }
}
