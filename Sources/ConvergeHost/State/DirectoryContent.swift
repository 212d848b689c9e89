package import ConvergeCore
internal import Glibc

/// The files below a directory that somebody gives to others: without what version control keeps
/// there, and with nothing that leads out of it.
package struct DirectoryContent {
  /// Of version control; in any case of letters.
  private static let leftOut: Set<String> = [
    ".git", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "cvs",
  ]
  /// Where secrets are by custom: `/etc/converge/secrets`.
  private static let secrets = "secrets"

  private let root: String
  private let leftOutPaths: Set<String>
  private let refused: [String: String]
  private var files: [ModuleContent.File] = []
  private var left = ModuleContent.sizeLimitBytes

  /// Reads them.
  ///
  /// - Parameters:
  ///   - directory: links in its path are followed.
  ///   - leavingOut: paths that are not taken; they need not be there.
  ///   - refusing: paths that must not be among them, with the reason.
  /// - Throws: `HostError`: `refused` and `tooLarge` for what is not given to others, with its path
  ///   below the directory; anything else where something cannot be read.
  package static func read(
    _ directory: String, leavingOut: [String] = [], refusing: [String: String] = [:]
  ) throws(HostError) -> ModuleContent {
    guard let root = realPath(directory) else {
      throw SystemFailure.error(errno, "read", directory)
    }
    var refused: [String: String] = [:]
    for (path, reason) in refusing { if let real = realPath(path) { refused[real] = reason } }
    var reading = DirectoryContent(
      root: root, leftOutPaths: Set(leavingOut.compactMap(realPath)), refused: refused)
    if let reason = refused[root] { throw refusal(".", reason) }
    try reading.walk("", depth: 0)
    do throws(ModuleContent.Complaint) { return try ModuleContent(reading.files) } catch {
      throw refusal(directory, error.text)
    }
  }

  private init(root: String, leftOutPaths: Set<String>, refused: [String: String]) {
    self.root = root
    self.leftOutPaths = leftOutPaths
    self.refused = refused
  }

  private mutating func walk(_ directory: String, depth: Int) throws(HostError) {
    guard depth <= ModuleContent.depthLimit else {
      throw Self.refusal(directory, Message.deep)
    }
    let full = directory.isEmpty ? root : "\(root)/\(directory)"
    let names: [String]
    do throws(Errno) {
      names = try DirectoryListing.names(
        in: Errno.check(open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)))
    } catch {
      throw SystemFailure.error(error.code, "read", full)
    }
    for name in names where !Self.leftOut.contains(name.lowercased()) {
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      var status = stat()
      guard lstat("\(root)/\(path)", &status) == 0 else {
        throw SystemFailure.error(errno, "read", "\(root)/\(path)")
      }
      if leftOutPaths.contains("\(root)/\(path)") { continue }
      if let reason = refused["\(root)/\(path)"] { throw Self.refusal(path, reason) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        guard name != Self.secrets else { throw Self.refusal(path, Message.secrets) }
        try walk(path, depth: depth + 1)
      case S_IFREG: try take(path, from: path, status)
      case S_IFLNK: try follow(path)
      default: throw Self.refusal(path, Message.noFile)
      }
    }
  }

  /// What a link leads to is taken under the link's name, where that is a file that is taken anyway.
  private mutating func follow(_ path: String) throws(HostError) {
    guard let real = Self.realPath("\(root)/\(path)") else {
      throw Self.refusal(path, Message.broken)
    }
    guard real.hasPrefix("\(root)/") else { throw Self.refusal(path, Message.outside(real)) }
    let target = String(real.dropFirst(root.count + 1))
    var status = stat()
    let parts = target.split(separator: "/").map { $0.lowercased() }
    guard lstat(real, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      !parts.contains(where: { Self.leftOut.contains($0) || $0 == Self.secrets }),
      refused[real] == nil, !leftOutPaths.contains(real)
    else { throw Self.refusal(path, Message.target(target)) }
    try take(path, from: target, status)
  }

  private mutating func take(
    _ path: String, from target: String, _ status: stat
  ) throws(HostError) {
    guard status.st_mode & 0o6000 == 0 else { throw Self.refusal(path, Message.setuid) }
    if let complaint = ModuleContent.complaint(about: path) {
      throw Self.refusal(path, complaint.text)
    }
    guard files.count < ModuleContent.fileLimit else {
      throw Self.refusal(path, Message.tooMany)
    }
    let full = "\(root)/\(target)"
    let bytes: [UInt8]?
    do throws(Errno) {
      let number = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
      bytes = try RegularFile.read(
        Descriptor(owning: try Errno.check(number)), limitBytes: left)
    } catch {
      throw SystemFailure.error(error.code, "read", full)
    }
    guard let bytes else { throw Self.refusal(path, Message.tooLarge) }
    left -= bytes.count
    files.append(
      ModuleContent.File(path, isExecutable: status.st_mode & 0o100 != 0, bytes))
  }

  private static func realPath(_ path: String) -> String? {
    guard let name = realpath(path, nil) else { return nil }
    defer { free(name) }
    return String(cString: name)
  }

  private static func refusal(_ path: String, _ because: String) -> HostError {
    HostError(.refused, "take", path, because: because)
  }
}

private enum Message {
  static let deep = "it lies more than 32 directories deep"
  static let secrets = "a directory of this name has secrets; they belong on the host alone"
  static let noFile = "it is no regular file"
  static let broken = "the symbolic link leads to nothing"
  static func outside(_ path: String) -> String {
    "the symbolic link leads out of the directory, to '\(path)'"
  }
  static func target(_ path: String) -> String {
    "the symbolic link leads to '\(path)', which is no file that is taken"
  }
  static let setuid = "it has a setuid or setgid bit"
  static let tooMany = "there are more than 10000 files"
  static let tooLarge = "the files have more than 64 MiB together"
}
