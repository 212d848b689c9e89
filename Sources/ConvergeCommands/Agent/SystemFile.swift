internal import ConvergeCore

/// Files of the system that converge writes for itself: owned by root, readable by all.
struct SystemFile {
  private static let limitBytes = 1 << 20

  let files: any FileSystem

  /// Writes it whole, in the place of an old one.
  ///
  /// - Returns: false where it was so already.
  func write(_ text: String, to path: String) throws(HostError) -> Bool {
    let content = Array(text.utf8)
    if let status = try files.status(path), status.type == .file, status.mode == 0o644,
      try files.read(path, limitBytes: Self.limitBytes) == content
    {
      return false
    }
    try makeDirectory(of: path)
    let temporary = "\(path).new~"
    if try files.status(temporary) != nil { try files.remove(temporary) }
    try files.stage(
      Candidate(
        content: content, mode: 0o644, owner: FileOwner(user: 0, group: 0), likeness: nil),
      at: temporary)
    try files.rename(temporary, to: path)
    return true
  }

  private func makeDirectory(of path: String) throws(HostError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let parent = String(path[..<slash])
    guard try files.status(parent) == nil else { return }
    try makeDirectory(of: parent)
    try files.makeDirectory(parent, mode: 0o755, owner: nil)
  }
}
