internal import CLinux
internal import ConvergeCore
internal import Glibc

extension LocalFiles {
  /// Does something with what `path` names, its directory having been walked to.
  ///
  /// - Parameter path: absolute and normalised; EINVAL otherwise.
  func withEntry<Answer>(
    _ path: String, _ body: (FileEntry) throws(Errno) -> Answer
  ) throws(Errno) -> Answer {
    let bytes = path.utf8.count
    return try path.withCString { pointer in
      Result { () throws(Errno) -> Answer in
        // A zero byte inside would end the path early for the kernel: another file than was meant.
        guard pointer.pointee == slash, strlen(pointer) == bytes else { throw Errno(code: EINVAL) }
        guard bytes > 1 else {
          let root = try directory(UnsafeBufferPointer(start: nil, count: 0))
          return try body(FileEntry(directory: root.number, name: dot))
        }
        guard pointer[bytes - 1] != slash, let last = strrchr(pointer, Int32(slash)) else {
          throw Errno(code: EINVAL)
        }
        let length = UnsafePointer(last) - pointer
        return try pointer.withMemoryRebound(to: UInt8.self, capacity: length) { start in
          Result { () throws(Errno) -> Answer in
            let directory = try directory(UnsafeBufferPointer(start: start, count: length))
            return try withExtendedLifetime(directory) {
              Result { () throws(Errno) -> Answer in
                try body(FileEntry(directory: directory.number, name: last + 1))
              }
            }.get()
          }
        }.get()
      }
    }.get()
  }

  /// The directory of that path, without its last slash: from the cache, or by a walk.
  private func directory(_ path: UnsafeBufferPointer<UInt8>) throws(Errno) -> OpenDirectory {
    if let known = cache.find(path) { return known }
    let generation = cache.generation
    let directory = try open(String(decoding: path, as: UTF8.self))
    cache.keep(directory, at: path, generation: generation)
    return directory
  }

  /// One system call where no link is on the way, as is usual; else the walk that judges them.
  private func open(_ path: String) throws(Errno) -> OpenDirectory {
    let number = clinux_open_directory_without_links(AT_FDCWD, path.isEmpty ? "/" : path)
    if number >= 0 { return OpenDirectory(owning: number) }
    guard errno == ELOOP || errno == ENOSYS else { throw Errno(code: errno) }
    var walk = try PathWalk()
    try walk.descend(path)
    return walk.directory
  }
}

private let slash = CChar(UInt8(ascii: "/"))

/// The name of a directory in itself, as C wants it, for as long as the program runs.
private var dot: UnsafePointer<CChar> {
  let text: StaticString = "."
  return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
