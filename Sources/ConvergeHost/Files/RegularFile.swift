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

  /// All bytes from the descriptor's place on, a part at a time.
  ///
  /// Fails as `read` above does, and with EFBIG where there are more than the limit.
  static func read(
    _ descriptor: borrowing Descriptor, limitBytes: Int64,
    each: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    var status = stat()
    try Errno.check(fstat(descriptor.number, &status))
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Errno(code: EISDIR)
    default: throw Errno(code: ENODEV)
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var total: Int64 = 0
    while true {
      let count = Glibc.read(descriptor.number, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard try Errno.check(count) > 0 else { return }
      total += Int64(count)
      guard total <= limitBytes else { throw Errno(code: EFBIG) }
      try each(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Writes all bytes.
  static func write(_ content: [UInt8], to descriptor: borrowing Descriptor) throws(Errno) {
    let number = descriptor.number
    try content.withUnsafeBytes { bytes in
      Result { () throws(Errno) in try write(bytes, to: number) }
    }.get()
  }

  /// Writes all bytes where the descriptor stands, or from an offset on.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64? = nil
  ) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let (start, rest) = (bytes.baseAddress.map { $0 + done }, bytes.count - done)
      let written =
        if let offset { pwrite(descriptor, start, rest, off_t(offset) + off_t(done)) } else {
          Glibc.write(descriptor, start, rest)
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
