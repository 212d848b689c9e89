package import ConvergeCore
package import ConvergeHooks

/// The highest sequence number that was seen, in the task's own directory.
///
/// It keeps older settings from running after newer ones. That something has run is not told from
/// it: the journal says that, and whatever has not ended is tried again under the same number.
package struct SequenceFile: Sendable {
  private static let limitBytes = 4096

  private let path: String
  private let host: Host

  package init(of folder: HookFolder, on host: Host) {
    path = "\(folder.path)/sequence.json"
    self.host = host
  }

  /// Nil where none was seen.
  package func highest() throws(HostError) -> Int? {
    guard try host.files.status(path) != nil else { return nil }
    let bytes = try host.files.read(path, limitBytes: Self.limitBytes)
    guard let number = (try? Value(json: bytes))?["sequence"]?.integer else {
      throw HostError(.refused, "read", path, because: Message.malformed, remedy: Message.remove)
    }
    return Int(clamping: number)
  }

  package func write(_ number: Int) throws(HostError) {
    let temporary = "\(path).new"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    let text = Value.record(["sequence": .integer(Int64(number))]).jsonText() + "\n"
    try host.files.stage(
      Candidate(
        content: Array(text.utf8), mode: 0o600, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: temporary)
    try host.files.rename(temporary, to: path)
  }
}

private enum Message {
  static let malformed = "there is no sequence number in it"
  static let remove = "remove it: what has ended does not run again"
}
