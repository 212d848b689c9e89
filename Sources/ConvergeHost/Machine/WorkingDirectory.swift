package import ConvergeCore
internal import Glibc

/// Where relative paths on the command line start.
package enum WorkingDirectory {
  /// Absolute.
  package static func path() throws(HostError) -> String {
    guard let name = getcwd(nil, 0) else {
      throw SystemFailure.error(errno, "find", "the current directory")
    }
    defer { free(name) }
    return String(cString: name)
  }

  /// Whether a directory is at a path, links followed.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
