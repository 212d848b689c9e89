package import ConvergeCore

/// A file that others read at any moment: they find the old one or the new one, each whole.
package enum WholeFile {
  /// Writes beside the path, and renames; what an earlier process left there is replaced.
  ///
  /// - Throws: where somebody else could redirect us, or the directory is missing or full; the old
  ///   file stays then.
  package static func put(
    _ content: [UInt8], at path: String, mode: UInt16
  ) throws(HostError) {
    let files = LocalFiles()
    guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/"), slash != path.indices.last
    else {
      throw HostError(.refused, "write", path, because: Message.noFile)
    }
    let name = path[path.index(after: slash)...]
    let temporary = "\(path[...slash]).\(name).new~"
    if try files.status(temporary) != nil { try files.remove(temporary) }
    try files.stage(
      Candidate(
        content: content, mode: mode, owner: FileOwner(user: nil, group: nil), likeness: nil),
      at: temporary)
    do { try files.rename(temporary, to: path) } catch {
      try? files.remove(temporary)
      throw error
    }
  }
}

private enum Message {
  static let noFile = "it is not the absolute path of a file"
}
