internal import CLinux
internal import Glibc

/// fanotify(7) on directories: tells names, and who did it.
final class FanotifyMarks: DirectoryMarks {
  let descriptor: Int32
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  /// Fails with EPERM where we may not.
  init() throws(Errno) { descriptor = try Errno.check(clinux_watch_files()) }

  deinit {
    buffer.deallocate()
    _ = close(descriptor)
  }

  func add(_ path: String) throws(Errno) -> DirectoryKey {
    try Errno.check(clinux_watch_directory(descriptor, path))
    guard let key = key(of: path) else {
      let error = Errno(code: errno)
      _ = clinux_unwatch_directory(descriptor, path)
      throw error
    }
    return key
  }

  func key(of path: String) -> DirectoryKey? {
    let size = Int(CLINUX_HANDLE_SIZE)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, clinux_directory_handle(path, buffer.baseAddress, size))
    }
    return bytes.isEmpty ? nil : DirectoryKey(bytes: bytes)
  }

  func remove(_ path: String, _ key: DirectoryKey) {
    // Another directory may have its name by now.
    if self.key(of: path) == key { _ = clinux_unwatch_directory(descriptor, path) }
  }

  func read(_ handle: (DirectoryEvent?) -> Void) -> Int {
    let length = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    guard length > 0 else { return 0 }
    var offset = 0
    var count = 0
    var event = clinux_file_event()
    while clinux_next_file_event(buffer.baseAddress, length, &offset, &event) == 1 {
      count += 1
      if event.change == clinux_events_lost {
        handle(nil)
      } else if let read = Self.read(&event) {
        handle(read)
      }
      if event.handle_of_process >= 0 { close(event.handle_of_process) }
      if event.file >= 0 { close(event.file) }
    }
    return count
  }

  private static func read(_ event: inout clinux_file_event) -> DirectoryEvent? {
    let length = event.handle_length
    guard length > 0 else { return nil }
    let key = withUnsafeBytes(of: &event.handle) { DirectoryKey(bytes: Array($0.prefix(length))) }
    let name = event.name.map { String(cString: $0) }
    return DirectoryEvent(
      directory: key, name: name == "." ? nil : name,
      change: DirectoryEvent.Change(event.change), process: process(event))
  }

  private static func process(_ event: clinux_file_event) -> DirectoryEvent.Process {
    guard event.process > 0 else { return .none(Message.elsewhere) }
    return switch event.handle_of_process {
    case 0...: .handle(event.process, event.handle_of_process)
    case CLINUX_HAS_ENDED: .ended(event.process)
    default: .number(event.process)
    }
  }
}

private enum Message {
  static let elsewhere = "it was a process outside of this container"
}
