internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeManifest

/// The lock beside a manifest, for those who write it.
struct LockFile {
  /// Nothing in it where there is no file.
  let lock: ModuleLock
  /// As messages call it.
  let shown: String
  let problems: Diagnostics
  /// Nil where there is no file.
  let bytes: [UInt8]?
  private let directory: String
  private let sources: DirectorySources

  /// - Throws: `Stop` with 66 where there is one that cannot be read.
  init(beside argument: ManifestArgument) throws {
    sources = argument.sources
    var problems = Diagnostics()
    do throws(HostError) {
      shown = SourceFolder(sources, ofManifest: argument.file).shown(ModuleLock.file)
      directory =
        argument.text.path == "-"
        ? try WorkingDirectory.path()
        : String(argument.text.path[..<(argument.text.path.lastIndex(of: "/") ?? "".endIndex)])
      bytes = try Self.bytes(sources)
    } catch {
      throw Stop(.unreadable, error)
    }
    if let bytes {
      lock = ModuleLock(bytes, file: shown, reporting: &problems)
    } else {
      lock = ModuleLock()
    }
    self.problems = problems
  }

  /// Puts another in its place, whole; nothing is done where both say the same.
  ///
  /// - Returns: whether it was written.
  /// - Throws: `Stop` with 73 where it cannot be written, or where somebody else has meanwhile.
  func replace(by new: ModuleLock) throws -> Bool {
    if new.text == lock.text { return false }
    do throws(HostError) {
      let files = LocalFiles()
      let resolved = try files.resolve("\(directory)/\(ModuleLock.file)")
      let folder = try files.resolve(directory.isEmpty ? "/" : directory) ?? directory
      let path = resolved ?? "\(folder)/\(ModuleLock.file)"
      guard try Self.bytes(sources) == bytes else {
        throw HostError(.refused, "write", shown, because: Message.meanwhile)
      }
      let end = path.lastIndex(of: "/") ?? path.startIndex
      let temporary =
        "\(path[..<end])/.\(ModuleLock.file)-\(RandomBytes.hexadecimal(digits: 8))~"
      let mode = try files.status(path)?.mode ?? 0o644
      try files.stage(
        Candidate(
          content: Array(new.text.utf8), mode: mode, owner: FileOwner(user: nil, group: nil),
          likeness: resolved), at: temporary)
      do { try files.rename(temporary, to: path) } catch {
        try? files.remove(temporary)
        throw error
      }
    } catch {
      throw Stop(.notWritable, error)
    }
    return true
  }

  private static func bytes(_ sources: DirectorySources) throws(HostError) -> [UInt8]? {
    do {
      return try sources.read(ModuleLock.file, limitBytes: ModuleLock.sizeLimitBytes)
    } catch {
      if error.reason == .notFound { return nil }
      throw error
    }
  }
}

private enum Message {
  static let meanwhile = "somebody else has changed it meanwhile; run it again"
}
