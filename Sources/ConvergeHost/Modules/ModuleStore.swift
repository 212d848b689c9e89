internal import CLinux
package import ConvergeCore
internal import Glibc

/// Where the modules of other hosts are kept: a directory for each commit and directory of a
/// repository, put there whole, and nobody else's to write.
///
/// `COMMIT-DIGITS` has `files/` with the module's files and `origin`, which says what they are; the
/// digits are the beginning of the SHA-256 of the module's directory.
package struct ModuleStore: ModuleStorage {
  /// The state directory that was chosen; nil where none was.
  private let chosen: String?
  private let environment: [String: String]
  private let user: UInt32

  /// - Parameter chosen: by `--state-dir`; nil where it is not given.
  package init(
    chosen: String?, environment: [String: String] = ProcessEnvironment.all(),
    user: UInt32 = geteuid()
  ) {
    self.chosen = chosen
    self.environment = environment
    self.user = user
  }

  /// `modules` in the state directory of root, and in one that was chosen; otherwise
  /// `$XDG_CACHE_HOME/converge/modules`, by default in `~/.cache`.
  package func path() throws(HostError) -> String {
    if chosen != nil || user == 0 {
      let state = try StateDirectory.resolve(chosen: chosen, environment: environment, user: user)
      return "\(state.path)/modules"
    }
    if let home = environment["XDG_CACHE_HOME"], home.hasPrefix("/") {
      return try StateDirectory.absolute("\(home)/converge/modules")
    }
    let home = try StateDirectory.home(of: user, environment)
    return try StateDirectory.absolute("\(home)/.cache/converge/modules")
  }

  package func module(
    in directory: String, at commit: String
  ) throws(HostError) -> StoredModule? {
    let files = LocalFiles()
    guard let store = try files.resolve(try path()) else { return nil }
    try Self.requireOurs(store, files)
    return try Self.module(at: "\(store)/\(Self.name(directory, commit))", files)
  }

  /// Makes the store where it is missing, and sees that nobody else can write it.
  ///
  /// - Returns: its path without links.
  @discardableResult
  package func prepare() throws(HostError) -> String {
    if chosen != nil || user == 0 {
      _ = try StateDirectory.resolve(chosen: chosen, environment: environment, user: user)
        .prepare()
    }
    return try StateDirectory(path: try path()).prepare().path
  }

  /// Puts a module in its place, whole or not at all; what stands there and is not the same goes.
  ///
  /// - Parameter source: what is told of where it comes from.
  package func place(
    _ content: ModuleContent, of source: RemoteSource, at commit: String
  ) throws(HostError) {
    let store = try prepare()
    let target = "\(store)/\(Self.name(source.directory, commit))"
    let files = LocalFiles()
    if let stored = try? Self.module(at: target, files), stored.commit == commit,
      stored.content.digest == content.digest
    {
      return
    }
    let workshop = try Workshop(in: store)
    let made = "\(workshop.path)/module"
    guard mkdir(made, 0o700) == 0 else { throw SystemFailure.error(errno, "make", made) }
    try FileTree.write(content, to: "\(made)/files")
    do throws(Errno) {
      let origin = "commit \(commit)\nsource \(source)\n"
      try FileTree.write(Array(origin.utf8), to: "\(made)/origin", mode: 0o600)
      let directory = Descriptor(owning: try Errno.check(open(store, O_RDONLY | O_CLOEXEC)))
      try Errno.check(clinux_sync_file_system(directory.number))
      // Another may put its own there at the same time.
      var attempts = 0
      while rename(made, target) != 0 {
        attempts += 1
        let isTaken = [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno)
        guard isTaken, attempts < 100 else { throw Errno(code: errno) }
        _ = rename(target, "\(workshop.path)/old-\(attempts)")
      }
      try Errno.check(fsync(directory.number))
    } catch {
      throw SystemFailure.error(error.code, "put a module in place at", target)
    }
  }

  private static func name(_ directory: String, _ commit: String) -> String {
    let digits = Digest(of: directory).description.dropFirst("sha256:".count).prefix(16)
    return "\(commit)-\(digits)"
  }

  private static func module(
    at path: String, _ files: LocalFiles
  ) throws(HostError) -> StoredModule? {
    guard try files.status(path) != nil else { return nil }
    try requireOurs(path, files)
    let origin = try files.read("\(path)/origin", limitBytes: 8_192)
    let first = String(decoding: origin, as: UTF8.self).split(separator: "\n").first ?? ""
    guard first.hasPrefix("commit ") else {
      throw HostError(.refused, "read", "\(path)/origin", because: Message.noOrigin)
    }
    return StoredModule(
      path: "\(path)/files", commit: String(first.dropFirst("commit ".count)),
      content: try content(of: "\(path)/files", files))
  }

  /// All files, read within bounds.
  private static func content(
    of path: String, _ files: LocalFiles
  ) throws(HostError) -> ModuleContent {
    var found: [ModuleContent.File] = []
    var waiting = [""]
    var left = ModuleContent.sizeLimitBytes
    while let directory = waiting.popLast() {
      for name in try files.list(directory.isEmpty ? path : "\(path)/\(directory)") {
        let inside = directory.isEmpty ? name : "\(directory)/\(name)"
        let full = "\(path)/\(inside)"
        if let complaint = ModuleContent.complaint(about: inside) {
          throw HostError(.refused, "read", path, because: complaint.text)
        }
        guard let status = try files.status(full) else { continue }
        switch status.type {
        case .directory: waiting.append(inside)
        case .file:
          let bytes = try files.read(full, limitBytes: left)
          left -= bytes.count
          found.append(
            ModuleContent.File(inside, isExecutable: status.mode & 0o100 != 0, bytes))
        default:
          throw HostError(.wrongType, "read", full, because: Message.noFile(status.type.rawValue))
        }
        guard found.count + waiting.count <= ModuleContent.fileLimit else {
          throw HostError(.tooLarge, "read", path, because: Message.tooMany)
        }
      }
    }
    do throws(ModuleContent.Complaint) { return try ModuleContent(found) } catch {
      throw HostError(.refused, "read", path, because: error.text)
    }
  }

  /// Refuses what others own or can write.
  private static func requireOurs(_ path: String, _ files: LocalFiles) throws(HostError) {
    guard let status = try files.status(path), status.type == .directory else {
      throw SystemFailure.error(ENOTDIR, "use", path)
    }
    guard status.user == geteuid() || status.user == 0, status.mode & 0o022 == 0 else {
      throw HostError(
        .refused, "use", path, because: Message.notOurs, remedy: Message.remove(path))
    }
  }
}

private enum Message {
  static let noOrigin = "it does not say what the module beside it is"
  static func noFile(_ type: String) -> String { "it is a \(type), and a module has only files" }
  static let tooMany = "a module has at most 10000 files"
  static let notOurs = "others own it, or can write it"
  static func remove(_ path: String) -> String { "'rm -r \(path)', and fetch again" }
}
