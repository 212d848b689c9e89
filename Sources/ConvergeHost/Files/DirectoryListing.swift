internal import Glibc

/// The names in a directory.
enum DirectoryListing {
  private static let limit = 1_000_000

  /// All names but `.` and `..`, sorted by bytes; takes over the descriptor.
  ///
  /// Fails with E2BIG past a million names, and with EILSEQ where a name is not UTF-8: it could not
  /// be said, and so neither kept nor removed.
  static func names(in descriptor: Int32) throws(Errno) -> [String] {
    guard let stream = fdopendir(descriptor) else {
      let code = errno
      _ = close(descriptor)
      throw Errno(code: code)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      guard let name = name(of: entry) else { throw Errno(code: EILSEQ) }
      if name == "." || name == ".." { continue }
      guard names.count < limit else { throw Errno(code: E2BIG) }
      names.append(name)
    }
    if errno != 0 { throw Errno(code: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
        String(validatingCString: $0)
      }
    }
  }
}
