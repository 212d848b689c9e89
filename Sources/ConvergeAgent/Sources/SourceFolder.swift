internal import ConvergeBundle
internal import ConvergeCore

/// `STATE/source/KEY`, where a source has what was accepted of it: `state.json`, and whole versions
/// in `versions/DIGEST`. What is on its way is in `new~` and `download`, and is nothing to anybody.
struct SourceFolder: Sendable {
  let host: Host
  private let base: String
  private let path: String

  private static let stateLimitBytes = 64 << 10
  private static let depthLimit = 64
  private static let nobody = FileOwner(user: nil, group: nil)

  init(_ source: AgentSource, in stateDirectory: String, on host: Host) {
    self.host = host
    base = "\(stateDirectory)/source"
    path = "\(base)/\(source.key)"
  }

  var download: String { "\(path)/download" }
  private var versions: String { "\(path)/versions" }
  private var new: String { "\(path)/new~" }
  private var stateFile: String { "\(path)/state.json" }

  /// Makes the directories that are missing, for nobody but us.
  func prepare() throws(HostError) {
    for directory in [base, path, versions] {
      guard let status = try host.files.status(directory) else {
        try host.files.makeDirectory(directory, mode: 0o700, owner: nil)
        continue
      }
      guard status.type == .directory, status.mode & 0o022 == 0 else {
        throw HostError(.refused, "use", directory, because: Message.notOurs)
      }
    }
  }

  /// What is remembered; nothing where there is no file yet.
  ///
  /// - Throws: `HostError` also where it is damaged: which version was accepted last is not known
  ///   then, and an old one could be played back.
  func state() throws(HostError) -> SourceState {
    guard try host.files.status(base) != nil, try host.files.status(path) != nil,
      try host.files.status(stateFile) != nil
    else { return SourceState() }
    let text = try host.files.read(stateFile, limitBytes: Self.stateLimitBytes)
    guard let state = SourceState(text) else {
      throw HostError(
        .refused, "read", stateFile, because: Message.damaged, remedy: Message.beginAnew(path))
    }
    return state
  }

  /// Puts it in the place of what was remembered, whole.
  func write(_ state: SourceState) throws(HostError) {
    let temporary = "\(stateFile)~"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    try host.files.stage(
      Candidate(content: state.text, mode: 0o600, owner: Self.nobody, likeness: nil),
      at: temporary)
    try host.files.rename(temporary, to: stateFile)
  }

  /// The manifest of a version; nil where it is not there.
  func manifest(of version: AcceptedVersion) throws(HostError) -> String? {
    let manifest = "\(directory(of: version.digest))/\(BundleHeader.manifest)"
    guard try host.files.status(base) != nil, try host.files.status(path) != nil,
      try host.files.status(versions) != nil,
      try host.files.status(directory(of: version.digest)) != nil
    else { return nil }
    return try host.files.status(manifest)?.type == .file ? manifest : nil
  }

  private func directory(of digest: Digest) -> String { "\(versions)/\(digest.hexadecimal)" }

  /// Writes a version into a directory that nobody looks into, and gives that its name when it is
  /// whole and durable.
  func place(_ content: ModuleContent, as digest: Digest) throws(HostError) {
    try removeTree(new, depth: 0)
    try host.files.makeDirectory(new, mode: 0o700, owner: nil)
    var made: Set<String> = []
    for file in content.files {
      let parts = file.path.split(separator: "/").dropLast()
      for count in parts.indices {
        let directory = parts[...count].joined(separator: "/")
        if made.insert(directory).inserted {
          try host.files.makeDirectory("\(new)/\(directory)", mode: 0o700, owner: nil)
        }
      }
      try host.files.stage(
        Candidate(
          content: file.bytes, mode: file.isExecutable ? 0o700 : 0o600, owner: Self.nobody,
          likeness: nil), at: "\(new)/\(file.path)")
    }
    try removeTree(directory(of: digest), depth: 0)
    try host.files.rename(new, to: directory(of: digest))
  }

  /// Removes all versions but these, and what was on its way.
  func prune(keeping versions: [AcceptedVersion]) throws(HostError) {
    let kept = Set(versions.map(\.digest.hexadecimal))
    for name in try host.files.list(self.versions) where !kept.contains(name) {
      try removeTree("\(self.versions)/\(name)", depth: 0)
    }
    try removeTree(new, depth: 0)
  }

  /// Removes what was fetched, with what the server knows it by.
  func removeDownload() throws(HostError) {
    for file in [download, Download.validatorPath(of: download)] {
      if try host.files.status(file) != nil { try host.files.remove(file) }
    }
  }

  private func removeTree(_ path: String, depth: Int) throws(HostError) {
    guard depth < Self.depthLimit, let status = try host.files.status(path) else { return }
    if status.type == .directory {
      for name in try host.files.list(path) {
        try removeTree("\(path)/\(name)", depth: depth + 1)
      }
    }
    try host.files.remove(path)
  }
}

private enum Message {
  static let notOurs = "it must be a directory that nobody but its owner can write"
  static let damaged = "it does not say which version was accepted last"
  static func beginAnew(_ path: String) -> String {
    "'rm -r \(path)' forgets it, and takes whatever the source has now"
  }
}
