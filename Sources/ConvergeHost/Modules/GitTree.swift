internal import ConvergeCore

/// A directory of a commit that was fetched.
struct GitTree {
  let git: Git
  let commit: String
  /// Empty for the root.
  let directory: String

  private static let timeout = Duration.seconds(120)
  /// So many bytes of files are asked for at once.
  private static let portionBytes = 8 << 20
  private static let pointer = Array("version https://git-lfs.github.com/spec/v1\n".utf8)

  /// An entry of `git ls-tree`.
  private struct Entry {
    let path: String
    let isExecutable: Bool
    let object: String
    let sizeBytes: Int
  }

  /// All files, as the repository stores them.
  ///
  /// - Throws: `HostError` where there is no such directory, or where it has what a module must not
  ///   have: links, submodules, too much.
  func content() async throws(HostError) -> ModuleContent {
    let entries = try await entries()
    var files: [ModuleContent.File] = []
    var portion: [Entry] = []
    var size = 0
    for entry in entries {
      portion.append(entry)
      size += entry.sizeBytes
      if size >= Self.portionBytes {
        files += try await read(portion, size)
        (portion, size) = ([], 0)
      }
    }
    files += try await read(portion, size)
    do throws(ModuleContent.Complaint) { return try ModuleContent(files) } catch {
      throw refused(error.text)
    }
  }

  private var shown: String { directory.isEmpty ? "the repository" : "'\(directory)'" }

  private func refused(_ because: String) -> HostError {
    HostError(.refused, "take", shown, because: because)
  }

  private func entries() async throws(HostError) -> [Entry] {
    let listing: [UInt8]
    do throws(HostError) {
      listing = try await git.inRepository(
        ["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", "\(commit):\(directory)"],
        to: "list", shown, within: Self.timeout, limitBytes: 32 << 20)
    } catch {
      guard error.reason == .failed else { throw error }
      throw HostError(
        .notFound, "find", shown, because: Message.noDirectory(commit),
        remedy: Message.fromTheTop)
    }
    var entries: [Entry] = []
    var known: Set<String> = []
    var size = 0
    for item in listing.split(separator: 0) {
      let entry = try entry(item)
      guard known.insert(entry.path).inserted else { throw refused(Message.twice(entry.path)) }
      size += entry.sizeBytes
      guard entries.count < ModuleContent.fileLimit else { throw refused(Message.tooMany) }
      guard size <= ModuleContent.sizeLimitBytes else { throw refused(Message.tooLarge) }
      entries.append(entry)
    }
    return entries
  }

  /// `MODE TYPE OBJECT SIZE`, a tab, and the path.
  private func entry(_ item: ArraySlice<UInt8>) throws(HostError) -> Entry {
    guard let tab = item.firstIndex(of: UInt8(ascii: "\t")),
      let path = String(validating: item[(tab + 1)...], as: UTF8.self)
    else { throw refused(Message.noText) }
    if let complaint = ModuleContent.complaint(about: path) { throw refused(complaint.text) }
    let parts = String(decoding: item[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
    switch parts.first {
    case "120000": throw refused(Message.link(path))
    case "160000": throw refused(Message.submodule(path))
    case "100644", "100664", "100755": break
    default: throw refused(Message.odd(path))
    }
    guard parts.count == 4, parts[1] == "blob", let size = Int(parts[3]), size >= 0 else {
      throw refused(Message.odd(path))
    }
    return Entry(
      path: path, isExecutable: parts[0] == "100755", object: parts[2], sizeBytes: size)
  }

  /// The files of entries, `git cat-file --batch` printing for each `OBJECT TYPE SIZE`, a line break,
  /// its bytes, a line break.
  private func read(
    _ entries: [Entry], _ sizeBytes: Int
  ) async throws(HostError) -> [ModuleContent.File] {
    if entries.isEmpty { return [] }
    let asked = entries.map { "\($0.object)\n" }.joined()
    let output = try await git.inRepository(
      ["cat-file", "--batch"], to: "read", shown, within: Self.timeout,
      feeding: Array(asked.utf8), limitBytes: sizeBytes + 200 * entries.count)
    var rest = output[...]
    var files: [ModuleContent.File] = []
    for entry in entries {
      let head = Array("\(entry.object) blob \(entry.sizeBytes)\n".utf8)
      guard rest.starts(with: head), rest.count > head.count + entry.sizeBytes else {
        throw refused(Message.odd(entry.path))
      }
      let bytes = rest.dropFirst(head.count).prefix(entry.sizeBytes)
      if bytes.starts(with: Self.pointer) { throw refused(Message.elsewhere(entry.path)) }
      files.append(
        ModuleContent.File(entry.path, isExecutable: entry.isExecutable, Array(bytes)))
      rest = rest.dropFirst(head.count + entry.sizeBytes + 1)
    }
    return files
  }
}

private enum Message {
  static func noDirectory(_ commit: String) -> String {
    "the commit \(commit.prefix(12)) has no such directory"
  }
  static let fromTheTop = "name it from the top of the repository, as //modules/site"
  static func twice(_ path: String) -> String { "'\(path)' is in it twice" }
  static let tooMany = "a module has at most 10000 files"
  static let tooLarge = "the files of a module have at most 64 MiB together"
  static let noText = "a file's name is not UTF-8"
  static func link(_ path: String) -> String {
    "'\(path)' is a symbolic link, and a module of another host has none"
  }
  static func submodule(_ path: String) -> String {
    "'\(path)' is a submodule, and a module of another host has none"
  }
  static func odd(_ path: String) -> String { "git has no plain file '\(path)'" }
  static func elsewhere(_ path: String) -> String {
    "the content of '\(path)' is not in the repository, but with Git LFS"
  }
}
