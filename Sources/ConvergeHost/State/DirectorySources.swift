package import ConvergeCore
internal import Glibc

/// Files beside a manifest, on this machine.
///
/// Links are followed: who writes a manifest decides about the host, and so about what it reads.
package struct DirectorySources: SourceReader {
  private let directory: String

  /// - Parameter directory: what relative paths start from; itself relative to the current one.
  package init(directory: String) { self.directory = directory.isEmpty ? "." : directory }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SystemFailure.error(EINVAL, "read", path)
    }
    let full = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    let content: [UInt8]?
    do {
      let number = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
      content = try RegularFile.read(
        Descriptor(owning: try Errno.check(number)), limitBytes: limitBytes)
    } catch {
      if error.code == EISDIR || error.code == ENODEV {
        throw HostError(.wrongType, "read", full, because: Message.notFile)
      }
      throw SystemFailure.error(error.code, "read", full)
    }
    guard let content else {
      throw HostError(.tooLarge, "read", full, because: Message.tooLarge(limitBytes))
    }
    return content
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    let full = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    do {
      return try DirectoryListing.names(
        in: try Errno.check(open(full, O_RDONLY | O_CLOEXEC | O_DIRECTORY)))
    } catch {
      throw SystemFailure.error(error.code, "list", full)
    }
  }
}

private enum Message {
  static let notFile = "it is not a regular file"
  static func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit) bytes" }
}
