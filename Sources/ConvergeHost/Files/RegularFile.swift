internal import Glibc

/// The content of regular files.
enum RegularFile {
  /// All bytes; nil where there are more than the limit.
  ///
  /// Fails with EISDIR or ENODEV where the descriptor is of anything but a regular file. One read
  /// suffices as a rule: a short one from a regular file means its end, and one byte more is asked
  /// for than the file is long. Files of /proc say that they are empty, and are read in growing
  /// parts.
  static func read(
    _ descriptor: consuming Descriptor, limitBytes: Int
  ) throws(Errno) -> [UInt8]? {
    var status = stat()
    try Errno.check(fstat(descriptor.number, &status))
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Errno(code: EISDIR)
    default: throw Errno(code: ENODEV)
    }
    guard status.st_size <= limitBytes else { return nil }

    var wanted = Int(status.st_size) + 1
    var content = try part(of: descriptor, wanted)
    while !content.isEmpty, content.count >= wanted || status.st_size == 0 {
      guard content.count <= limitBytes else { return nil }
      wanted = max(4096, content.count)
      let more = try part(of: descriptor, wanted)
      if more.isEmpty { break }
      content += more
      wanted = content.count
    }
    return content.count <= limitBytes ? content : nil
  }

  /// Writes all bytes.
  static func write(_ content: [UInt8], to descriptor: borrowing Descriptor) throws(Errno) {
    var done = 0
    while done < content.count {
      let written = content.withUnsafeBytes { bytes in
        Glibc.write(descriptor.number, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      guard written >= 0 else {
        if errno == EINTR { continue }
        throw Errno(code: errno)
      }
      done += written
    }
  }

  private static func part(
    of descriptor: borrowing Descriptor, _ count: Int
  ) throws(Errno) -> [UInt8] {
    var failure: Int32 = 0
    let number = descriptor.number
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while true {
        let length = Glibc.read(number, buffer.baseAddress, count)
        if length < 0, errno == EINTR { continue }
        if length < 0 { failure = errno }
        filled = max(length, 0)
        return
      }
    }
    guard failure == 0 else { throw Errno(code: failure) }
    return bytes
  }
}
