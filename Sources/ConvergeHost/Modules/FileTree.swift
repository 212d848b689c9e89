internal import CLinux
internal import ConvergeCore
internal import Glibc

/// A directory of ours that nobody else can write, with all that is below it.
enum FileTree {
  /// Removes it; what is not there is no failure.
  static func remove(_ path: String) throws(HostError) {
    do {
      try remove(path, in: AT_FDCWD, depth: 0)
    } catch {
      if error.code != ENOENT { throw SystemFailure.error(error.code, "remove", path) }
    }
  }

  private static func remove(
    _ name: String, in directory: Int32, depth: Int
  ) throws(Errno) {
    guard depth < 200 else { throw Errno(code: ELOOP) }
    if unlinkat(directory, name, 0) == 0 { return }
    guard errno == EISDIR || errno == EPERM else { throw Errno(code: errno) }
    let opened = Descriptor(owning: try Errno.check(clinux_open_directory(directory, name)))
    let names = try DirectoryListing.names(in: Errno.check(dup(opened.number)))
    for inner in names { try remove(inner, in: opened.number, depth: depth + 1) }
    try Errno.check(unlinkat(directory, name, AT_REMOVEDIR))
  }

  /// How many bytes its files have; what vanishes meanwhile does not count.
  static func sizeBytes(_ path: String, depth: Int = 0) -> Int64 {
    guard depth < 16, let opened = try? Errno.check(clinux_open_directory(AT_FDCWD, path)),
      let names = try? DirectoryListing.names(in: opened)
    else { return 0 }
    return names.reduce(0) { sum, name in
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0 else { return sum }
      if status.st_mode & S_IFMT == S_IFDIR {
        return sum + sizeBytes("\(path)/\(name)", depth: depth + 1)
      }
      return sum + Int64(status.st_size)
    }
  }

  /// Writes the files of a module into a new directory, none of them for others.
  static func write(_ content: ModuleContent, to path: String) throws(HostError) {
    var made: Set<String> = []
    do {
      try Errno.check(mkdir(path, 0o700))
      for file in content.files {
        let parts = file.path.split(separator: "/").dropLast()
        for count in parts.indices {
          let directory = parts[...count].joined(separator: "/")
          if made.insert(directory).inserted {
            try Errno.check(mkdir("\(path)/\(directory)", 0o700))
          }
        }
        try write(file.bytes, to: "\(path)/\(file.path)", mode: file.isExecutable ? 0o700 : 0o600)
      }
    } catch {
      throw SystemFailure.error(error.code, "write", path)
    }
  }

  /// Writes a new file.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Errno) {
    let file = Descriptor(owning: try Errno.check(clinux_create_file(AT_FDCWD, path)))
    try RegularFile.write(bytes, to: file)
    try Errno.check(fchmod(file.number, mode))
  }
}
