internal import Glibc

/// Files of /proc, in as few system calls as possible: their process may end at any moment.
enum ProcFile {
  /// At most `limitBytes` of a file, in no more memory than that takes; nil where there is none.
  static func bytes(_ path: String, limitBytes: Int = 4096) -> [UInt8]? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    defer { _ = close(number) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: limitBytes) { buffer in
      let length = read(number, buffer.baseAddress, limitBytes)
      return length < 0 ? nil : Array(buffer.prefix(length))
    }
  }

  static func text(_ path: String, limitBytes: Int = 4096) -> String? {
    bytes(path, limitBytes: limitBytes).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What a link says; nil where it cannot be read.
  static func link(_ path: String) -> String? {
    let size = Int(PATH_MAX)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      let base = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
      filled = base.map { max(0, readlink(path, $0, size)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
