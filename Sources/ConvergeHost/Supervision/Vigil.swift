internal import CLinux
internal import ConvergeCore
internal import Glibc

/// Waits for the end of a supervisor, and passes on what its program tells of its progress.
struct Vigil: ~Copyable {
  private static let intervalMilliseconds: Int32 = 100
  private static let lineLimit = 64 << 10

  /// Of the supervisor; negative where it has gone, or the kernel has none to give.
  private let handle: Descriptor
  /// `progress` of the run's directory; negative where it is not there.
  private let file: Descriptor
  private var line: [UInt8] = []

  init(for start: SupervisedStart, in directory: String) throws(HostError) {
    let opened = try RunDirectory(directory)
    handle = Descriptor(owning: clinux_pidfd(start.process))
    file = Descriptor(owning: clinux_open_file(opened.number, RunDirectory.Name.progress))
  }

  /// - Parameters:
  ///   - isAlive: whether the supervisor is there, whose number may be another's by now.
  ///   - cancelled: a descriptor that is readable once it is not to be waited for any longer.
  /// - Returns: whether it has gone.
  mutating func keep(
    isAlive: () -> Bool, progress: (String) -> Void, goesOn: () -> Bool, cancelled: Int32
  ) -> Bool {
    while isAlive() {
      pass(to: progress)
      guard goesOn() else { return false }
      var waits = [
        pollfd(fd: handle.number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: cancelled, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&waits, nfds_t(waits.count), Self.intervalMilliseconds)
      if waits[1].revents != 0 { return false }
    }
    pass(to: progress)
    return true
  }

  /// What has come since; a line that has no end yet waits for it.
  private mutating func pass(to progress: (String) -> Void) {
    guard file.number >= 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while case let count = read(file.number, &buffer, buffer.count), count > 0 {
      for byte in buffer[..<count] {
        if byte == UInt8(ascii: "\n") {
          progress(String(decoding: line, as: UTF8.self))
          line.removeAll(keepingCapacity: true)
        } else if line.count < Self.lineLimit {
          line.append(byte)
        }
      }
    }
  }
}
