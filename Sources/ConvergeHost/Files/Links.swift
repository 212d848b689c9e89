internal import Glibc

/// What symbolic links say.
enum Links {
  /// The target of the link `name` in a directory; with an empty name, of an O_PATH descriptor of
  /// the link itself (readlinkat(2)).
  static func target(of directory: Int32, name: String) throws(Errno) -> String {
    try name.withCString { name in
      Result { () throws(Errno) -> String in try target(of: directory, name: name) }
    }.get()
  }

  /// As above, without a copy of the name.
  static func target(
    of directory: Int32, name: UnsafePointer<CChar>
  ) throws(Errno) -> String {
    // No file system keeps longer ones than PATH_MAX.
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX) + 1) { buffer, count in
      let length = buffer.withMemoryRebound(to: CChar.self) { buffer in
        buffer.baseAddress.map { readlinkat(directory, name, $0, buffer.count) } ?? -1
      }
      if length < 0 { failure = errno }
      count = max(length, 0)
    }
    guard failure == 0 else { throw Errno(code: failure) }
    guard let target = String(validating: bytes, as: UTF8.self) else { throw Errno(code: EILSEQ) }
    return target
  }
}
