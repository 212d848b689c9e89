package import ConvergeCore
internal import Glibc

/// Files that a user names: a manifest, and what lies beside it.
///
/// They are read as open(2) finds them, links followed: who runs converge chose them.
package struct LocalSources: SourceReader {
  /// Absolute; relative paths start here.
  package let directory: String

  package init(directory: String) { self.directory = directory }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    let whole = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    guard !whole.utf8.contains(0) else {
      throw HostError(.refused, "read", path, because: Message.nul)
    }
    // Without waiting for a writer, where it is a pipe by mistake.
    let number = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard number >= 0 else { throw SystemFailure.error(errno, "read", path) }
    let content: [UInt8]?
    do throws(Errno) {
      content = try RegularFile.read(Descriptor(owning: number), limitBytes: limitBytes)
    } catch {
      throw SystemFailure.error(error.code, "read", path)
    }
    guard let content else {
      throw HostError(.tooLarge, "read", path, because: Message.tooLarge(limitBytes))
    }
    return content
  }

  /// All of standard input.
  package static func readStandardInput(limitBytes: Int) throws(HostError) -> [UInt8] {
    var content: [UInt8] = []
    while true {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw SystemFailure.error(errno, "read", "standard input") }
      if count == 0 { return content }
      content += buffer[..<count]
      guard content.count <= limitBytes else {
        throw HostError(.tooLarge, "read", "standard input", because: Message.tooLarge(limitBytes))
      }
    }
  }

  /// Where relative paths on the command line start.
  package static func currentDirectory() throws(HostError) -> String {
    guard let name = getcwd(nil, 0) else {
      throw SystemFailure.error(errno, "find", "the current directory")
    }
    defer { free(name) }
    return String(cString: name)
  }

  /// Whether a directory is there, links followed.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

private enum Message {
  static let nul = "a path has no NUL byte"
  static func tooLarge(_ limit: Int) -> String { "it has more than \(limit) bytes" }
}
