internal import ConvergeCore

/// Files that were fetched, by their digest: shared by all hooks, and held against the digest
/// whenever they are used.
///
/// `AREA/cache/sha256/DIGEST` with `AREA/cache/uses`, and what is on its way in
/// `AREA/partial/DIGEST-OF-URL`. A file has its name only when it is whole, so that a kill leaves
/// nothing but a part that is taken up or dropped later.
struct FileCache: Sendable {
  private let host: Host
  private let area: String
  private let limits: FetchLimits

  /// For how long a part of a file is kept that nobody asks for any more.
  private static let partialAge = Duration.seconds(86_400)

  init(host: Host, area: String, limits: FetchLimits) {
    self.host = host
    self.area = area
    self.limits = limits
  }

  func path(of digest: Digest) -> String { "\(folder)/\(digest.hexadecimal)" }

  func partialPath(of address: WebAddress) -> String {
    "\(area)/partial/\(Digest(of: address.text).hexadecimal)"
  }

  private var folder: String { "\(area)/cache/sha256" }
  private var uses: String { "\(area)/cache/uses" }

  /// Makes the directories that are missing, for nobody but us.
  func prepare() throws(HostError) {
    for path in [area, "\(area)/cache", folder, "\(area)/partial"] {
      guard let status = try host.files.status(path) else {
        try makeDirectory(path)
        continue
      }
      guard status.type == .directory, status.mode & 0o022 == 0 else {
        throw HostError(.refused, "use", path, because: Message.notOurs)
      }
    }
  }

  private func makeDirectory(_ path: String) throws(HostError) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      let parent = String(path[..<slash])
      if try host.files.resolve(parent) == nil { try makeDirectory(parent) }
    }
    try host.files.makeDirectory(path, mode: 0o700, owner: nil)
  }

  /// How large the file of that digest is; nil where it is not there. One that has been damaged is
  /// removed.
  func size(of digest: Digest) throws(HostError) -> Int64? {
    let path = path(of: digest)
    guard let status = try host.files.status(path) else { return nil }
    if status.type == .file,
      try host.files.digest(of: path, limitBytes: status.sizeBytes) == digest
    {
      return status.sizeBytes
    }
    try host.files.remove(path)
    return nil
  }

  /// Takes what has come whole.
  func adopt(_ address: WebAddress, as digest: Digest) throws(HostError) {
    let partial = partialPath(of: address)
    try host.files.rename(partial, to: path(of: digest))
    try removeIfThere(Download.validatorPath(of: partial))
  }

  /// Drops what has come.
  func drop(_ address: WebAddress) throws(HostError) {
    let partial = partialPath(of: address)
    try removeIfThere(Download.validatorPath(of: partial))
    try removeIfThere(partial)
  }

  private func removeIfThere(_ path: String) throws(HostError) {
    if try host.files.status(path) != nil { try host.files.remove(path) }
  }

  /// Writes down which files were used, and removes those that were not used for longest where all
  /// of them are too large. What is used now stays.
  func tidy(using digests: Set<Digest>) throws(HostError) {
    let now = host.clock.now().wallNanoseconds
    try tidyPartials(now)
    var lastUse = CacheUses(
      text: (try? host.files.read(uses, limitBytes: 1 << 22)).map {
        String(decoding: $0, as: UTF8.self)
      } ?? "")
    for digest in digests { lastUse[digest] = now / 1_000_000_000 }
    var files: [(digest: Digest, sizeBytes: Int64, seconds: Int64)] = []
    for name in try host.files.list(folder) {
      guard let digest = Digest(hexadecimal: name),
        let status = try host.files.status("\(folder)/\(name)"), status.type == .file
      else { continue }
      let seconds = lastUse[digest] ?? status.modifiedNanoseconds / 1_000_000_000
      files.append((digest, status.sizeBytes, seconds))
    }
    files.sort { ($0.seconds, $0.digest.description) < ($1.seconds, $1.digest.description) }
    var total = files.reduce(0) { $0 + $1.sizeBytes }
    for file in files where total > limits.cacheBytes && !digests.contains(file.digest) {
      try host.files.remove(path(of: file.digest))
      total -= file.sizeBytes
      lastUse[file.digest] = nil
    }
    try write(lastUse.text(of: Set(files.map(\.digest))))
  }

  private func write(_ text: String) throws(HostError) {
    let temporary = "\(uses)~"
    try removeIfThere(temporary)
    try host.files.stage(
      Candidate(
        content: Array(text.utf8), mode: 0o600, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: temporary)
    try host.files.rename(temporary, to: uses)
  }

  private func tidyPartials(_ now: Int64) throws(HostError) {
    let limit = now - Self.partialAge.wholeMilliseconds * 1_000_000
    for name in try host.files.list("\(area)/partial") {
      let path = "\(area)/partial/\(name)"
      guard let status = try host.files.status(path), status.type == .file,
        status.modifiedNanoseconds < limit
      else { continue }
      try host.files.remove(path)
    }
  }
}

private enum Message {
  static let notOurs = "it must be a directory that nobody else can write"
}
